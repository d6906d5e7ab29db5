package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.throttle.Signal;
import dev.notely.proxy.store.MigrationCatalog.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Names the cause of a standstill: of all that is in the way, what explains the rest. A store that
 * is away makes its accounts fail, and an account that fails keeps its wave from ending; so that is
 * the order.
 */
public final class Standstill {
  private static final Duration SLOW = Duration.ofMillis(500);

  private Standstill() {}

  /**
   * What is seen of a migration that does not get on.
   *
   * @param stores that it moves from and to, as they were found
   * @param failures of its accounts, those that fail most first
   * @param quarantined accounts that wait for an operator
   * @param underWay accounts whose moves have begun
   * @param waiting accounts whose turn it is, not begun
   * @param refusal what the catalog or a store said to the leader, empty if nothing
   * @param throttle what holds the movers back, in a sentence; empty if nothing does
   * @param recordsPerSecond the operator's bound, 0 for none
   */
  public record Sight(
      Map<String, StoreLook> stores,
      List<Failure> failures,
      long quarantined,
      long underWay,
      long waiting,
      String refusal,
      Optional<String> throttle,
      long recordsPerSecond,
      int concurrentAccounts) {
    public Sight {
      stores = Map.copyOf(stores);
      failures = List.copyOf(failures);
    }
  }

  /** The cause, in a sentence. */
  public static String cause(Sight sight) {
    return Stream.of(
            away(sight),
            refusing(sight),
            quarantined(sight),
            refused(sight),
            slow(sight),
            held(sight),
            throttled(sight))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> unexplained(sight));
  }

  private static Optional<String> away(Sight sight) {
    return sorted(sight)
        .filter(store -> store.getValue() instanceof StoreLook.Away)
        .map(store ->
            "the store "
                + store.getKey()
                + " is away: "
                + ((StoreLook.Away) store.getValue()).reason())
        .findFirst();
  }

  private static Stream<Map.Entry<String, StoreLook>> sorted(Sight sight) {
    return new TreeMap<>(sight.stores()).entrySet().stream();
  }

  private static Optional<String> refusing(Sight sight) {
    if (sight.failures().isEmpty()) {
      return Optional.empty();
    }
    Failure most = sight.failures().getFirst();
    int others = sight.failures().size() - 1;
    return Optional.of(
        "account "
            + most.account()
            + " has failed "
            + (most.times() == 1 ? "once" : most.times() + " times")
            + ": "
            + most.reason()
            + (others == 0 ? "" : "; " + others + (others == 1 ? " other fails" : " others fail")));
  }

  private static Optional<String> quarantined(Sight sight) {
    boolean onlyThey = sight.quarantined() > 0 && sight.underWay() == 0 && sight.waiting() == 0;
    return onlyThey
        ? Optional.of(
            sight.quarantined()
                + (sight.quarantined() == 1 ? " account is" : " accounts are")
                + " quarantined: mend and release them")
        : Optional.empty();
  }

  private static Optional<String> refused(Sight sight) {
    return sight.refusal().isEmpty() ? Optional.empty() : Optional.of(sight.refusal());
  }

  private static Optional<String> slow(Sight sight) {
    return sorted(sight)
        .filter(store ->
            store.getValue() instanceof StoreLook.Answers(Duration after)
                && after.compareTo(SLOW) > 0)
        .map(store ->
            "the store "
                + store.getKey()
                + " is slow: it answered after "
                + ((StoreLook.Answers) store.getValue()).after().toMillis()
                + " ms")
        .findFirst();
  }

  private static Optional<String> held(Sight sight) {
    return sight
        .throttle()
        .filter(signal -> sight.underWay() > 0 && !signal.equals(new Signal.Limit().label()))
        .map(signal -> "throttled: " + signal);
  }

  private static Optional<String> throttled(Sight sight) {
    return sight.recordsPerSecond() > 0 && sight.underWay() > 0
        ? Optional.of(
            "throttled by the limit of "
                + sight.recordsPerSecond()
                + " records/s, for "
                + sight.concurrentAccounts()
                + " accounts at once")
        : Optional.empty();
  }

  private static String unexplained(Sight sight) {
    return sight.underWay() > 0
        ? sight.underWay() + " accounts are under way, and no proxy reports why none gets on"
        : sight.waiting() + " accounts wait, and none begins";
  }
}
