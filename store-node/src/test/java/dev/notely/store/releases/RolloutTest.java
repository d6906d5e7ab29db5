package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole deployments, look by look, with a supervisor that does as it is told. */
final class RolloutTest {
  private static final Measure GOOD = Sample.requests(1_000, 0, 1_000);
  private static final Measure BAD = Sample.requests(1_000, 500, 1_000);

  private ReleaseState state = Sample.state();
  private Presence here = Sample.here(2, 0);
  private Measure next = GOOD;
  private long nextGoneMs;
  private long now;
  private final List<String> seen = new ArrayList<>();

  private void begin(Strategy strategy, int proxies, Integer... steps) {
    state =
        state.with(
            Sample.deployment(Sample.plan(strategy, proxies, steps), DeploymentState.STARTING, 0));
    note();
  }

  private void note() {
    Deployment at = state.deployment().orElseThrow();
    seen.add(at.state() + " " + state.shares());
  }

  private Rollout.Look look() {
    return new Rollout.Look(
        here, new Gate.Step(GOOD, next, Deployment.Baseline.NONE, now, 0), nextGoneMs, now);
  }

  /** One look later; true if something has happened. */
  private boolean goesOn() {
    now += 1_000;
    Optional<ReleaseState> after =
        Rollout.happening(state.deployment().orElseThrow(), look())
            .flatMap(what -> Rollout.after(state, what, look()));
    after.ifPresent(changed -> {
      state = changed;
      note();
    });
    return after.isPresent();
  }

  private void obey() {
    Map<String, Integer> wanted = Rollout.wanted(state);
    here = Sample.here(wanted.getOrDefault("v1", 0), wanted.getOrDefault("v2", 0));
  }

  private void runToTheEnd() {
    for (int i = 0; i < 50 && state.running().isPresent(); i++) {
      goesOn();
      if (state.running().isPresent()) {
        obey();
      }
    }
  }

  @Test
  void rollingGoesProxyByProxyAndKeepsAWayBack() {
    begin(Strategy.ROLLING, 3, 33, 66, 100);
    List<Map<String, Integer>> wanted = new ArrayList<>();
    for (int i = 0; i < 50 && state.running().isPresent(); i++) {
      if (wanted.isEmpty() || !wanted.getLast().equals(Rollout.wanted(state))) {
        wanted.add(Rollout.wanted(state));
      }
      obey();
      goesOn();
    }
    assertThat(seen)
        .containsExactly(
            "STARTING v1=100",
            "SHIFTING v2=33 v1=67",
            "STARTING v2=33 v1=67",
            "SHIFTING v2=66 v1=34",
            "STARTING v2=66 v1=34",
            "SHIFTING v2=100",
            "RETIRING v2=100",
            "PROMOTED v2=100");
    assertThat(wanted)
        .containsExactly(
            Map.of("v1", 3, "v2", 1),
            Map.of("v1", 2, "v2", 2),
            Map.of("v1", 1, "v2", 3),
            Map.of("v1", 0, "v2", 3));
  }

  @Test
  void canaryShiftsByStepsWithAllProxiesOfBoth() {
    begin(Strategy.CANARY, 2, 1, 10, 50, 100);
    runToTheEnd();
    assertThat(seen)
        .containsExactly(
            "STARTING v1=100",
            "SHIFTING v2=1 v1=99",
            "SHIFTING v2=10 v1=90",
            "SHIFTING v2=50 v1=50",
            "SHIFTING v2=100",
            "RETIRING v2=100",
            "PROMOTED v2=100");
  }

  @Test
  void blueGreenShiftsAllAtOnce() {
    begin(Strategy.BLUE_GREEN, 2, 100);
    assertThat(Rollout.wanted(state)).isEqualTo(Map.of("v1", 2, "v2", 2));
    assertThat(goesOn()).as("nobody of v2 is there").isFalse();
    here = Sample.here(2, 1);
    assertThat(goesOn()).as("one of two is").isFalse();
    here = Sample.here(2, 2);
    runToTheEnd();
    assertThat(seen)
        .containsExactly(
            "STARTING v1=100", "SHIFTING v2=100", "RETIRING v2=100", "PROMOTED v2=100");
  }

  @Test
  void aBadStepGoesBackWithItsReason() {
    begin(Strategy.CANARY, 2, 10, 100);
    obey();
    goesOn();
    next = BAD;
    runToTheEnd();
    assertThat(seen)
        .containsExactly(
            "STARTING v1=100", "SHIFTING v2=10 v1=90", "GOING_BACK v1=100", "ROLLED_BACK v1=100");
    assertThat(state.deployment().orElseThrow().reason())
        .isEqualTo("50.0 % of 1000 requests to v2 failed; at most 1.0 % may");
  }

  @Test
  void betweenTwoStepsOfRollingUsersAreWatchedToo() {
    begin(Strategy.ROLLING, 2, 50, 100);
    obey();
    goesOn();
    goesOn();
    assertThat(seen.getLast()).isEqualTo("STARTING v2=50 v1=50");
    next = BAD;
    goesOn();
    assertThat(seen.getLast()).isEqualTo("GOING_BACK v1=100");
    assertThat(Rollout.wanted(state)).isEqualTo(Map.of("v1", 2, "v2", 0));
  }

  @Test
  void whatNeverServedHasFailed() {
    begin(Strategy.CANARY, 2, 10, 100);
    here = Sample.here(2, 0, true, Map.of("v2", "proxy-3: ended again"));
    goesOn();
    assertThat(seen.getLast()).isEqualTo("GOING_BACK v1=100");
    here = Sample.here(2, 0);
    goesOn();
    assertThat(seen.getLast()).isEqualTo("FAILED v1=100");
    assertThat(state.deployment().orElseThrow().reason()).isEqualTo("proxy-3: ended again");
  }

  @Test
  void aReleaseThatDoesNotComeIsNotAwaitedForEver() {
    begin(Strategy.CANARY, 2, 10, 100);
    here = Sample.here(2, 1);
    now = Rollout.START_MS - 1_001;
    assertThat(goesOn()).isFalse();
    assertThat(goesOn()).isTrue();
    assertThat(state.deployment().orElseThrow().reason())
        .isEqualTo("1 of 2 proxies of v2 are live after 120 s");
  }

  @Test
  void aReleaseThatIsTooOldIsNotAwaited() {
    begin(Strategy.CANARY, 2, 10, 100);
    here =
        new Presence(
            Map.of("v1", List.of("a", "b")),
            Map.of(),
            false,
            Optional.empty(),
            Set.of(),
            Map.of(),
            Map.of("v2", 1));
    goesOn();
    assertThat(state.deployment().orElseThrow().reason())
        .isEqualTo("proxies of v2 speak protocol 1, which is too old: they were turned away");
  }

  @Test
  void aReleaseThatIsGoneGoesBack() {
    begin(Strategy.CANARY, 2, 10, 100);
    obey();
    goesOn();
    now = -5_000; // long before the end of the soak
    nextGoneMs = Rollout.GONE_MS - 1;
    assertThat(goesOn()).isFalse();
    nextGoneMs = Rollout.GONE_MS;
    goesOn();
    assertThat(seen.getLast()).isEqualTo("GOING_BACK v1=100");
    assertThat(state.deployment().orElseThrow().reason())
        .isEqualTo("no proxy of v2 has been live for 10 s");
  }

  @Test
  void proxiesThatDoNotEndAreNotAwaitedForEver() {
    begin(Strategy.BLUE_GREEN, 2, 100);
    here = Sample.here(2, 2);
    goesOn();
    goesOn();
    assertThat(seen.getLast()).isEqualTo("RETIRING v2=100");
    assertThat(goesOn()).isFalse();
    now += Rollout.END_MS;
    goesOn();
    assertThat(seen.getLast()).isEqualTo("PROMOTED v2=100");
    assertThat(state.deployment().orElseThrow().reason()).isEqualTo("2 proxies of v1 did not end");
  }

  @Test
  void withoutASupervisorOneProxyIsEnoughAndNobodyIsStopped() {
    begin(Strategy.BLUE_GREEN, 2, 100);
    here = Sample.here(2, 1, false, Map.of());
    goesOn();
    goesOn();
    goesOn();
    assertThat(seen)
        .containsExactly(
            "STARTING v1=100", "SHIFTING v2=100", "RETIRING v2=100", "PROMOTED v2=100");
    assertThat(Rollout.wanted(state)).isEmpty();
  }

  @Test
  void whatTheFormerReleaseHadIsKeptAsBaseline() {
    begin(Strategy.CANARY, 2, 10, 100);
    obey();
    goesOn();
    assertThat(state.deployment().orElseThrow().baseline())
        .isEqualTo(new Deployment.Baseline(0, 500, 1_000));
  }

  /** Whatever is reported, a deployment comes to an end, and one release has all traffic then. */
  @Test
  void everyDeploymentEnds() {
    Set<DeploymentState> ends = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      state = Sample.state();
      now = 0;
      Strategy strategy = List.of(Strategy.values()).get(random.nextInt(3));
      int proxies = 1 + random.nextInt(3);
      begin(strategy, proxies, strategy.steps(proxies).toArray(Integer[]::new));
      for (int i = 0; i < 2_000 && state.running().isPresent(); i++) {
        here =
            Sample.here(
                1 + random.nextInt(3),
                random.nextInt(4),
                random.nextBoolean(),
                random.nextInt(40) == 0 ? Map.of("v2", "crashes") : Map.of());
        next = random.nextInt(30) == 0 ? BAD : GOOD;
        goesOn();
        assertThat(state.releases().stream().mapToInt(ReleaseState.Known::percent).sum())
            .as("seed " + seed)
            .isEqualTo(100);
      }
      assertThat(state.running()).as("seed " + seed).isEmpty();
      DeploymentState end = state.deployment().orElseThrow().state();
      assertThat(state.sole())
          .as("seed " + seed)
          .contains(end == DeploymentState.PROMOTED ? "v2" : "v1");
      ends.add(end);
    }
    assertThat(ends)
        .isEqualTo(
            EnumSet.of(
                DeploymentState.PROMOTED, DeploymentState.ROLLED_BACK, DeploymentState.FAILED));
  }
}
