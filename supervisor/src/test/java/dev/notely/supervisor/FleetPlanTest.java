package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.FleetPlan.Action;
import dev.notely.supervisor.FleetPlan.Member;
import dev.notely.supervisor.FleetPlan.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FleetPlanTest {
  private static final Orders SERVES_V1 = new Orders(Map.of(), Map.of("v1", 100));

  private static Member live(String release, int number) {
    return new Member("p" + number, release, number, true, false);
  }

  private static Orders wanted(Map<String, Integer> wanted) {
    return new Orders(wanted, Map.of("v1", 100));
  }

  @Test
  void whatIsMissingIsStartedBeforeWhatIsTooMuchIsStopped() {
    List<Member> members = List.of(live("v1", 1), live("v1", 2));
    Orders orders = wanted(Map.of("v1", 1, "v2", 1));
    assertThat(FleetPlan.next(members, orders)).contains(new Action.Start("v2"));
    List<Member> more = List.of(live("v1", 1), live("v1", 2), live("v2", 3));
    assertThat(FleetPlan.next(more, orders)).contains(new Action.Stop("p2"));
    assertThat(FleetPlan.next(List.of(live("v1", 1), live("v2", 3)), orders)).isEmpty();
  }

  @Test
  void whatWasGivenUpIsStoppedFirstAndNotReplaced() {
    List<Member> members = List.of(new Member("p1", "v2", 1, false, true), live("v2", 2));
    assertThat(FleetPlan.next(members, wanted(Map.of("v2", 2)))).isEmpty();
    assertThat(FleetPlan.next(members, wanted(Map.of("v2", 1)))).contains(new Action.Stop("p1"));
  }

  @Test
  void aReleaseThatNobodyMentionsStaysWhileADeploymentRuns() {
    assertThat(FleetPlan.next(List.of(live("v0", 1)), wanted(Map.of("v1", 0)))).isEmpty();
  }

  @Test
  void withoutADeploymentAReleaseWithoutTrafficEnds() {
    List<Member> members = List.of(live("v1", 1), live("v2", 2));
    assertThat(FleetPlan.next(members, SERVES_V1)).contains(new Action.Stop("p2"));
    assertThat(FleetPlan.next(members, Orders.NONE)).as("the split is not known").isEmpty();
  }

  @Test
  void theLastThatUsersHaveIsNeverStopped() {
    assertThat(FleetPlan.next(List.of(live("v2", 2)), SERVES_V1)).isEmpty();
    Member starting = new Member("p1", "v1", 1, false, false);
    assertThat(FleetPlan.next(List.of(starting, live("v2", 2)), SERVES_V1)).isEmpty();
  }

  /** Whatever is there, doing one thing after another leads to what is wanted. */
  @Test
  void itComesToRestWhereItShould() {
    Orders orders = wanted(Map.of("v1", 0, "v2", 3));
    List<Member> members = new ArrayList<>(List.of(live("v1", 1), live("v1", 2), live("v2", 3)));
    int number = 4;
    for (int i = 0; i < 20; i++) {
      Optional<Action> action = FleetPlan.next(members, orders);
      if (action.isEmpty()) {
        break;
      }
      switch (action.get()) {
        case Action.Start(String release) -> members.add(live(release, number++));
        case Action.Stop(String name) -> members.removeIf(one -> one.name().equals(name));
      }
    }
    assertThat(members).extracting(Member::release).containsExactly("v2", "v2", "v2");
  }
}
