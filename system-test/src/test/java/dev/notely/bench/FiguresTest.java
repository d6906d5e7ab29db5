package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);

  @Test
  void mediansPassOverWhatWasDisturbed() {
    assertThat(Medians.of(List.of(3.0, 1_000.0, 2.0))).isEqualTo(3);
    assertThat(Medians.of(List.of(4.0, 2.0))).isEqualTo(3);
    assertThatThrownBy(() -> Medians.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsAndWritesCountTogetherAndApart() {
    Histogram reads = new Histogram(60_000_000, 3);
    Histogram writes = new Histogram(60_000_000, 3);
    for (int i = 0; i < 98; i++) {
      reads.recordValue(1_000);
    }
    writes.recordValue(4_000);
    writes.recordValue(8_000);
    LoadFigures figures =
        LoadFigures.of(
            reads,
            writes,
            Duration.ofSeconds(2),
            new CpuTimes(
                new TreeMap<>(
                    Map.of("gateway", Duration.ofMillis(7), "proxy-1", Duration.ofMillis(3)))),
            new LoadFigures.Faults(1, 0, List.of()));
    Offset<Double> near = Offset.offset(0.02);
    assertThat(figures.perSecond()).isEqualTo(50);
    assertThat(figures.p50Ms()).isEqualTo(1, near);
    assertThat(figures.p99Ms()).isEqualTo(4, near);
    assertThat(figures.maxMs()).isEqualTo(8, near);
    assertThat(figures.writeP50Ms()).isEqualTo(4, near);
    assertThat(figures.cpuMicros()).isEqualTo(100);
    assertThat(figures.cpuMicrosOf()).containsOnly(entry("gateway", 70.0), entry("proxy-1", 30.0));
    assertThat(figures.failed()).isEqualTo(1);
  }

  @Test
  void roundsAreComparedWithTheirNeighbours() {
    // The machine was busy in the second round of both, and in the last of one.
    List<LoadFigures> base = List.of(asMany(100), asMany(50), asMany(100));
    List<LoadFigures> runs = List.of(asMany(200), asMany(100), asMany(70));
    assertThat(LoadFigures.ratio(runs, base, LoadFigures::perSecond)).isEqualTo(2);
  }

  private static LoadFigures asMany(int perSecond) {
    Histogram reads = new Histogram(60_000_000, 3);
    reads.recordValueWithCount(1_000, perSecond);
    return LoadFigures.of(
        reads,
        new Histogram(60_000_000, 3),
        Duration.ofSeconds(1),
        new CpuTimes(new TreeMap<>()),
        new LoadFigures.Faults(0, 0, List.of()));
  }

  @Test
  void processorTimeIsWhatWasSpentSince() {
    CpuTimes before = new CpuTimes(new TreeMap<>(Map.of("a", Duration.ofMillis(40))));
    CpuTimes now = new CpuTimes(new TreeMap<>(Map.of("a", Duration.ofMillis(100))));
    assertThat(now.since(before).microsEach(60)).containsOnly(entry("a", 1_000.0));
    assertThat(now.since(before).microsEach(0)).containsOnly(entry("a", 0.0));
  }

  @Test
  void aFigureIsReachedOnItsSideOnly() {
    assertThat(Goal.atMost("x", 1.2, 1.2).reached()).isTrue();
    assertThat(Goal.atMost("x", 1.21, 1.2).reached()).isFalse();
    assertThat(Goal.atLeast("x", 0.5, 0.5).reached()).isTrue();
    assertThat(Goal.atLeast("x", Double.NaN, 0.5).reached()).isFalse();
    assertThat(Goal.atMost("x", Double.NaN, 0.5).reached()).isFalse();
  }

  @Test
  void aWriteIsUnderWaySinceItWasSentAndLateSinceItWasDue() {
    Tally tally = new Tally();
    long now = System.nanoTime();
    tally.answered(
        new Operation(Operation.Kind.UPDATE, ONE, TWO, "x"),
        new Answer.Done("x"),
        now - Duration.ofSeconds(10).toNanos(),
        now - Duration.ofSeconds(2).toNanos());
    Tally.Span span = tally.spans().getFirst();
    assertThat(span.toMs() - span.fromMs()).isBetween(2_000L, 9_000L);
    LoadFigures figures =
        Tally.sum(List.of(tally), Duration.ofSeconds(1), new CpuTimes(new TreeMap<>()));
    assertThat(figures.maxMs()).isGreaterThan(9_999);
  }

  @Test
  void watchersCostWhatTheirProxyTakesMoreThanInTheWindowBeside() {
    // The machine was slow in the second turn, and something else ran in the last window.
    List<Result.Turn> turns =
        List.of(new Result.Turn(2, 2.5), new Result.Turn(6, 6.75), new Result.Turn(2, 9));
    Result.Screen screen = new Result.Screen(1, 1, new Result.Frames(200, 900), 2, turns, 1);
    assertThat(screen.goals())
        .extracting(Goal::got, Goal::reached)
        .containsExactly(tuple(4.5, true), tuple(0.75, true));
  }

  @Test
  void aScreenThatWasNotDrawnReachesNothing() {
    Result.Screen screen =
        new Result.Screen(
            10_000, 500, Result.Frames.NONE, 2, List.of(new Result.Turn(2, 2)), 1_234_567);
    assertThat(screen.goals().getFirst().reached()).isFalse();
    assertThat(screen.table().rows())
        .containsExactly(
            List.of("the screen, 200 x 60", "not measured: tmux is not installed here"),
            List.of("proxy without watchers", "2.00 % of a core"),
            List.of("proxy with 2", "2.00 % of a core"),
            List.of("what each gets first", "1,234,567 bytes"));
  }

  @Test
  void aWriteIsHeldWhereItsAccountWasCommittedMeanwhile() {
    List<Tally.Span> writes =
        List.of(
            new Tally.Span(ONE, 90, 110), // held
            new Tally.Span(ONE, 101, 110), // after
            new Tally.Span(ONE, 80, 99), // before
            new Tally.Span(TWO, 90, 110)); // of an account that stayed
    assertThat(CutOverMeasurement.held(Map.of(ONE, 100L), writes)).isEqualTo(1);
  }
}
