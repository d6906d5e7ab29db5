package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.store.catalog.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class ReleaseControlTest {
  /** A file that is written at once, or not at all. */
  private static final class MemoryFile implements ReleaseFile {
    private ReleaseState state = ReleaseState.EMPTY;

    @Override
    public ReleaseState load() {
      return state;
    }

    @Override
    public CompletableFuture<ReleaseState> change(UnaryOperator<ReleaseState> work) {
      try {
        state = work.apply(state);
        return CompletableFuture.completedFuture(state);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  private final MemoryFile file = new MemoryFile();
  private final FakeClock clock = new FakeClock();
  private final TrafficLedger traffic = new TrafficLedger();
  private final AtomicInteger told = new AtomicInteger();
  private Presence here = Sample.here(2, 0);
  private ReleaseControl control = control();
  private long requests;

  private ReleaseControl control() {
    ReleaseControl made = new ReleaseControl(file, () -> here, traffic, clock);
    made.watch(told::incrementAndGet);
    return made;
  }

  private void tick(Duration later) {
    clock.advance(later);
    control.tick();
  }

  private void settled() {
    control.tick();
    tick(Duration.ofMillis(ReleaseControl.SETTLE_MS));
  }

  private Deployment deployment() {
    return control.state().deployment().orElseThrow();
  }

  private void deploy(Strategy strategy, Integer... steps) {
    control.deploy(new DeploymentRequest(strategy, List.of(steps), 1_000, 0, "", "ann")).join();
  }

  private void serves(String release, long count, long errors) {
    requests += count;
    traffic.report(
        new TrafficReport(
            "g",
            Map.of(release, new TrafficReport.Counts(requests, errors, Map.of(), 0, 0)),
            List.of()));
  }

  @Test
  void theFirstReleaseThatIsThereGetsTheTraffic() {
    control.tick();
    assertThat(control.state().shares()).isEqualTo("v1=100");
    assertThat(told).hasValue(1);
    here = Sample.here(2, 1);
    control.tick();
    assertThat(control.state().shares()).as("a newcomer gets none").isEqualTo("v1=100");
    assertThat(control.state().knows("v2")).isTrue();
    control.tick();
    assertThat(told).as("nothing new").hasValue(2);
  }

  @Test
  void aDeploymentGoesThroughByItself() {
    settled();
    deploy(Strategy.CANARY, 10, 100);
    assertThat(control.wanted()).isEqualTo(Map.of("v1", 2, "v2", 2));
    tick(Duration.ofMillis(250));
    assertThat(deployment().state()).as("nobody of v2 yet").isEqualTo(DeploymentState.STARTING);
    here = Sample.here(2, 2);
    tick(Duration.ofMillis(250));
    assertThat(control.state().shares()).isEqualTo("v2=10 v1=90");
    tick(Duration.ofMillis(250)); // from now on the step is measured
    tick(Duration.ofMillis(999));
    assertThat(deployment().step()).isZero();
    tick(Duration.ofMillis(1));
    assertThat(control.state().shares()).isEqualTo("v2=100");
    tick(Duration.ofMillis(250));
    tick(Duration.ofSeconds(1));
    assertThat(deployment().state()).isEqualTo(DeploymentState.RETIRING);
    here = Sample.here(0, 2);
    tick(Duration.ofMillis(250));
    assertThat(deployment().state()).isEqualTo(DeploymentState.PROMOTED);
    assertThat(control.wanted()).isEmpty();
  }

  /** A deployment whose next proxies are there at once has no time to see the former ones. */
  @Test
  void whatUsersFeltBeforeIsTheBar() {
    settled();
    traffic.report(new TrafficReport("g", Map.of(), List.of()));
    traffic.report(
        new TrafficReport(
            "g",
            Map.of("v1", new TrafficReport.Counts(300, 3, Map.of(2_000L, 300L), 0, 0)),
            List.of()));
    deploy(Strategy.CANARY, 60, 100);
    assertThat(deployment().baseline().errorRate()).isEqualTo(0.01);
    assertThat(deployment().baseline().p50Us()).isBetween(2_000L, 2_020L);
    here = Sample.here(2, 2);
    tick(Duration.ofMillis(250));
    tick(Duration.ofMillis(250));
    assertThat(deployment().baseline().p50Us()).as("nothing newer").isBetween(2_000L, 2_020L);
  }

  @Test
  void errorsBringItBack() {
    settled();
    serves("v2", 0, 0);
    here = Sample.here(2, 2);
    deploy(Strategy.CANARY, 10, 100);
    tick(Duration.ofMillis(250));
    tick(Duration.ofMillis(250));
    serves("v2", 50, 20);
    tick(Duration.ofMillis(250));
    assertThat(deployment().state()).isEqualTo(DeploymentState.GOING_BACK);
    assertThat(control.state().shares()).isEqualTo("v1=100");
    assertThat(deployment().reason()).startsWith("40.0 % of 50 requests to v2 failed");
  }

  @Test
  void errorsOfAnEarlierStepDoNotCount() {
    settled();
    serves("v2", 0, 0);
    serves("v2", 50, 20); // somebody tried it by hand
    here = Sample.here(2, 2);
    deploy(Strategy.CANARY, 10, 100);
    tick(Duration.ofMillis(250));
    tick(Duration.ofMillis(250));
    assertThat(deployment().state()).isEqualTo(DeploymentState.SHIFTING);
  }

  @Test
  void itGoesOnAfterARestartOnceEverybodyHadTimeToComeBack() {
    settled();
    here = Sample.here(2, 2);
    deploy(Strategy.CANARY, 10, 100);
    tick(Duration.ofMillis(250));
    assertThat(control.state().shares()).isEqualTo("v2=10 v1=90");
    here = Sample.here(0, 0, false, Map.of());
    control = control();
    assertThat(control.state().shares()).isEqualTo("v2=10 v1=90");
    tick(Duration.ofMillis(ReleaseControl.SETTLE_MS - 1));
    assertThat(deployment().state()).as("nobody is there yet").isEqualTo(DeploymentState.SHIFTING);
    here = Sample.here(2, 2);
    tick(Duration.ofMillis(1));
    assertThat(deployment().step()).as("the soak begins anew").isZero();
    tick(Duration.ofSeconds(1));
    assertThat(control.state().shares()).isEqualTo("v2=100");
  }

  @Test
  void anOperatorRollsBack() {
    settled();
    here = Sample.here(2, 2);
    assertThatThrownBy(() -> control.rollBack("x").join())
        .hasRootCauseMessage("there was no deployment");
    deploy(Strategy.BLUE_GREEN);
    tick(Duration.ofMillis(250));
    assertThat(control.state().shares()).isEqualTo("v2=100");
    control.rollBack("rolled back by ben: slow").join();
    assertThat(control.state().shares()).isEqualTo("v1=100");
    assertThat(deployment().reason()).isEqualTo("rolled back by ben: slow");
    long version = deployment().version();
    control.rollBack("again").join();
    assertThat(deployment().version()).as("given already").isEqualTo(version);
    here = Sample.here(2, 0);
    tick(Duration.ofMillis(250));
    assertThat(deployment().state()).isEqualTo(DeploymentState.ROLLED_BACK);
    assertThat(deployment().reason()).isEqualTo("rolled back by ben: slow");
  }

  @Test
  void afterTheEndAWayBackNeedsTheFormerRelease() {
    settled();
    here = Sample.here(2, 2, false, Map.of());
    deploy(Strategy.BLUE_GREEN);
    for (int i = 0; i < 4; i++) {
      tick(Duration.ofSeconds(1));
    }
    assertThat(deployment().state()).isEqualTo(DeploymentState.PROMOTED);
    here = Sample.here(0, 2);
    assertThatThrownBy(() -> control.rollBack("x").join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("v1 has no live proxy to go back to; deploy it again");
    here = Sample.here(2, 2);
    control.rollBack("x").join();
    assertThat(control.state().shares()).isEqualTo("v1=100");
  }

  @Test
  void sharesAreSetByHandWhileNoDeploymentRuns() {
    settled();
    here = Sample.here(2, 2);
    control.split(Map.of("v1", 90, "v2", 10), "ann: to try it").join();
    assertThat(control.state().shares()).isEqualTo("v2=10 v1=90");
    assertThat(control.state().byHand())
        .contains(new ReleaseState.ByHand("ann: to try it", clock.millis()));
    control.split(Map.of("v1", 100), "ann").join();
    assertThat(control.state().shares()).isEqualTo("v1=100");
    assertThatThrownBy(() -> control.split(Map.of("v1", 90), "ann"))
        .hasMessage("percent is 90 in all; the shares are 0 to 100, together 100");
    assertThatThrownBy(() -> control.split(Map.of("v1", 120, "v2", -20), "ann"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> control.split(Map.of("v3", 100), "ann"))
        .hasMessage("percent.v3 names no release with a live proxy; those are [v1, v2]");
    deploy(Strategy.CANARY);
    assertThatThrownBy(() -> control.split(Map.of("v1", 100), "ann").join())
        .hasRootCauseInstanceOf(ReleaseRefusedException.class);
  }

  @Test
  void aSlowReleaseIsMeasuredThreeTimes() {
    settled();
    here = Sample.here(2, 2);
    deploy(Strategy.CANARY, 50, 100);
    tick(Duration.ofMillis(250));
    latencies(0);
    for (int look = 1; look <= Gate.LOOKS; look++) {
      assertThat(deployment().state()).as("look " + look).isEqualTo(DeploymentState.SHIFTING);
      tick(Duration.ofMillis(100));
      latencies(look);
      tick(Duration.ofSeconds(1));
    }
    assertThat(deployment().state()).isEqualTo(DeploymentState.GOING_BACK);
    assertThat(deployment().reason()).startsWith("the 99th percentile of v2 is");
  }

  private void latencies(long times) {
    traffic.report(
        new TrafficReport(
            "g",
            Map.of(
                "v1",
                new TrafficReport.Counts(500 * times, 0, Map.of(1_000L, 500 * times), 0, 0),
                "v2",
                new TrafficReport.Counts(500 * times, 0, Map.of(90_000L, 500 * times), 0, 0)),
            List.of()));
  }
}
