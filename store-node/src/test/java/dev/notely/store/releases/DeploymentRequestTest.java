package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeploymentRequestTest {
  private static DeploymentRequest of(Strategy strategy, List<Integer> steps, String release) {
    return new DeploymentRequest(strategy, steps, 0, 0, release, "ann");
  }

  private static Deployment begin(DeploymentRequest request, Presence here) {
    return request.begin(Sample.state(), here, 42);
  }

  private static void assertRefused(
      DeploymentRequest request, ReleaseState state, Presence here, String message) {
    assertThatThrownBy(() -> request.begin(state, here, 42))
        .isInstanceOf(ReleaseRefusedException.class)
        .hasMessage(message);
  }

  @Test
  void aSupervisorStartsItsNextRelease() {
    Deployment begun = begin(of(Strategy.CANARY, List.of(), ""), Sample.here(3, 0));
    assertThat(begun.plan())
        .isEqualTo(
            new DeploymentPlan(Strategy.CANARY, "v1", "v2", List.of(1, 10, 50, 100), 30_000, 0, 3));
    assertThat(begun.state()).isEqualTo(DeploymentState.STARTING);
    assertThat(begun.beganAtMs()).isEqualTo(42);
  }

  /** Killed a moment ago: the next release must not come with fewer. */
  @Test
  void aProxyThatIsBeingStartedAgainCounts() {
    Presence one =
        new Presence(
            Map.of("v1", List.of("v1-1")),
            Map.of("v1", 2),
            true,
            Optional.of("v2"),
            Set.of("v2"),
            Map.of(),
            Map.of());
    assertThat(begin(of(Strategy.ROLLING, List.of(), ""), one).plan().proxies()).isEqualTo(2);
  }

  @Test
  void theStrategiesHaveTheirSteps() {
    assertThat(Strategy.ROLLING.steps(3)).containsExactly(33, 66, 100);
    assertThat(Strategy.ROLLING.steps(1)).containsExactly(100);
    assertThat(Strategy.BLUE_GREEN.steps(3)).containsExactly(100);
  }

  @Test
  void withoutASupervisorTheNewestReleaseThatIsThereIsNext() {
    Deployment begun =
        begin(of(Strategy.ROLLING, List.of(), ""), Sample.here(2, 1, false, Map.of()));
    assertThat(begun.plan().to()).isEqualTo("v2");
  }

  /** After a promotion the former release may live on: nobody asked for it back. */
  @Test
  void withoutASupervisorAnOlderReleaseIsNextOnlyWhereItIsNamed() {
    ReleaseState promoted = Sample.state().split(Map.of("v2", 100));
    Presence here = Sample.here(2, 2, false, Map.of());
    assertRefused(
        of(Strategy.ROLLING, List.of(), ""),
        promoted,
        here,
        "there is no release newer than v2, and no supervisor to start one: start proxies with"
            + " --release NAME first, or name an older release");
    Deployment back = of(Strategy.ROLLING, List.of(), "v1").begin(promoted, here, 42);
    assertThat(back.plan().to()).isEqualTo("v1");
  }

  @Test
  void withNobodyToGoToItSaysWhatToStart() {
    assertRefused(
        of(Strategy.ROLLING, List.of(), ""),
        Sample.state(),
        Sample.here(2, 0, false, Map.of()),
        "there is no release newer than v1, and no supervisor to start one: start proxies with"
            + " --release NAME first, or name an older release");
    assertRefused(
        of(Strategy.ROLLING, List.of(), "v7"),
        Sample.state(),
        Sample.here(2, 1),
        "release v7 has no live proxy and no supervisor can start it: start proxies with"
            + " --release v7 first");
    assertRefused(
        of(Strategy.ROLLING, List.of(), "v1"),
        Sample.state(),
        Sample.here(2, 1),
        "release v1 has all traffic already");
  }

  @Test
  void aReleaseThatWasTurnedAwayIsNamed() {
    Presence old =
        new Presence(
            Map.of("v1", List.of("a")),
            Map.of(),
            false,
            Optional.empty(),
            Set.of(),
            Map.of(),
            Map.of("v0", 1));
    for (String asked : List.of("", "v0")) {
      assertRefused(
          of(Strategy.ROLLING, List.of(), asked),
          Sample.state(),
          old,
          "proxies of v0 speak protocol 1, which is too old: they were turned away");
    }
  }

  @Test
  void oneAfterTheOther() {
    ReleaseState runs =
        Sample.state()
            .with(
                Sample.deployment(
                    Sample.plan(Strategy.CANARY, 2, 100), DeploymentState.SHIFTING, 0));
    assertRefused(
        of(Strategy.ROLLING, List.of(), ""),
        runs,
        Sample.here(2, 2),
        "a deployment from v1 to v2 runs already (SHIFTING); wait for its end or roll it back");
  }

  @Test
  void fromADividedTrafficThereIsNoWay() {
    assertRefused(
        of(Strategy.ROLLING, List.of(), ""),
        Sample.state().split(Map.of("v1", 90, "v2", 10)),
        Sample.here(2, 2),
        "no release has all traffic (the split is v2=10 v1=90); give 100 percent to one first");
  }

  static Stream<List<Integer>> wrongSteps() {
    return Stream.of(
        List.of(10), List.of(100, 50), List.of(0, 100), List.of(50, 50, 100), List.of(10, 101));
  }

  @ParameterizedTest
  @MethodSource("wrongSteps")
  void stepsRiseToAHundred(List<Integer> steps) {
    assertThatThrownBy(() -> of(Strategy.CANARY, steps, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps are " + steps + "; they are percent that rise, and the last is 100");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void aShareIsAShare(double mirror) {
    assertThatThrownBy(
            () -> new DeploymentRequest(Strategy.CANARY, List.of(), 0, mirror, "", "ann"))
        .hasMessageContaining("mirror is");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 99, 86_400_001})
  void aSoakHasItsBounds(long soakMs) {
    assertThatThrownBy(
            () -> new DeploymentRequest(Strategy.CANARY, List.of(), soakMs, 0, "", "ann"))
        .hasMessage("soak is " + soakMs + " ms; it is 100 ms to 24 h, or 0 for 30 s");
  }
}
