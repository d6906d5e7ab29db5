package dev.notely.supervisor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What to do next so that the proxies are as the catalog wants them. Pure. */
final class FleetPlan {
  private FleetPlan() {}

  /**
   * A proxy of ours.
   *
   * @param number the order in which they were started
   * @param live it is ready and the catalog lists it
   * @param givenUp it is not started again
   */
  record Member(String name, String release, int number, boolean live, boolean givenUp) {}

  /**
   * What the catalog says.
   *
   * @param wanted proxies by release, while a deployment runs; else empty
   * @param split percent by release; empty: not known yet
   */
  record Orders(Map<String, Integer> wanted, Map<String, Integer> split) {
    static final Orders NONE = new Orders(Map.of(), Map.of());

    Orders {
      wanted = Map.copyOf(wanted);
      split = Map.copyOf(split);
    }
  }

  /** The next thing to do. */
  sealed interface Action {
    /** A further proxy. */
    record Start(String release) implements Action {}

    /** One less, when its calls are answered. */
    record Stop(String name) implements Action {}
  }

  /** One thing at a time: first what is missing, then what is too much; empty: all is well. */
  static Optional<Action> next(List<Member> members, Orders orders) {
    return missing(members, orders)
        .<Action>map(Action.Start::new)
        .or(() -> surplus(members, orders).map(Action.Stop::new));
  }

  private static Optional<String> missing(List<Member> members, Orders orders) {
    return new TreeMap<>(orders.wanted())
        .entrySet().stream()
            .filter(one -> count(members, one.getKey()) < one.getValue())
            .map(Map.Entry::getKey)
            .findFirst();
  }

  private static long count(List<Member> members, String release) {
    return members.stream().filter(member -> member.release().equals(release)).count();
  }

  private static Optional<String> surplus(List<Member> members, Orders orders) {
    return members.stream()
        .filter(member -> isTooMuch(member, members, orders))
        .min(
            Comparator.comparing((Member member) -> !member.givenUp())
                .thenComparing(Member::number, Comparator.reverseOrder()))
        .map(Member::name);
  }

  private static boolean isTooMuch(Member member, List<Member> members, Orders orders) {
    if (!orders.wanted().isEmpty()) {
      Integer wanted = orders.wanted().get(member.release());
      return wanted != null && count(members, member.release()) > wanted;
    }
    boolean serves = orders.split().getOrDefault(member.release(), 0) > 0;
    boolean othersServe =
        members.stream()
            .anyMatch(other -> other.live() && orders.split().getOrDefault(other.release(), 0) > 0);
    return !serves && othersServe; // the last that users have is never stopped
  }
}
