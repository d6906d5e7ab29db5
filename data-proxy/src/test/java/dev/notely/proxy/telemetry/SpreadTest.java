package dev.notely.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histograms of several processes, and their percentiles. */
final class SpreadTest {
  private static final List<Double> BOUNDS = List.of(0.001, 0.01, 0.1);

  private static Spread spread(long... counts) {
    return Spread.of(BOUNDS, java.util.Arrays.stream(counts).boxed().toList());
  }

  @Test
  void percentilesLieEvenlyInTheirBucket() {
    Spread spread = spread(50, 50, 0, 0);
    assertThat(spread.percentileMicros(25)).isEqualTo(500);
    assertThat(spread.percentileMicros(50)).isEqualTo(1_000);
    assertThat(spread.percentileMicros(75)).isEqualTo(5_500);
    assertThat(spread.percentileMicros(100)).isEqualTo(10_000);
  }

  @Test
  void aboveTheLastBoundIsTheLastBound() {
    assertThat(spread(0, 0, 0, 3).percentileMicros(99)).isEqualTo(100_000);
    assertThat(spread(9, 0, 0, 1).percentileMicros(95)).isEqualTo(100_000);
  }

  @Test
  void withoutAnyThereIsNoTime() {
    assertThat(Spread.NONE.percentileMicros(50)).isZero();
    assertThat(spread(0, 0, 0, 0).percentileMicros(99)).isZero();
    assertThat(Spread.of(BOUNDS, List.of())).isEqualTo(Spread.NONE);
  }

  @Test
  void theLastMinuteIsWhatCameSince() {
    Traffic traffic = new Traffic(spread(100, 20, 0, 1), spread(100, 10, 0, 1));
    assertThat(traffic.lastMinute().total()).isEqualTo(10);
    assertThat(traffic.lastMinute().percentileMicros(50)).isEqualTo(5_500);
    Traffic both = traffic.plus(new Traffic(spread(0, 0, 5, 0), Spread.NONE));
    assertThat(both.all().total()).isEqualTo(126);
    assertThat(both.lastMinute().total()).isEqualTo(15);
  }

  /** A reading of another life of the process: nothing is less than nothing. */
  @Test
  void countsThatFellAreNoNegativeCounts() {
    assertThat(spread(1, 0, 0, 0).since(spread(5, 5, 0, 0)).total()).isZero();
  }

  @Test
  void otherBoundsAreAddedUpToo() {
    Spread sum = spread(10, 0, 0, 0).plus(Spread.of(List.of(0.005), List.of(10L, 0L)));
    assertThat(sum.total()).isEqualTo(20);
    assertThat(sum.percentileMicros(50)).isEqualTo(1_000);
    assertThat(sum.percentileMicros(100)).isEqualTo(5_000);
  }

  @Test
  void countsWithoutTheirBoundsAreRefused() {
    assertThatThrownBy(() -> Spread.of(BOUNDS, List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("counts has 1 elements");
  }

  /** Against the values themselves: off by no more than their bucket. */
  @Test
  void percentilesAreInTheBucketOfTheTruth() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      long[] counts = new long[4];
      double[] values = random.doubles(1 + random.nextInt(50), 0, 0.1).sorted().toArray();
      for (double value : values) {
        counts[value <= 0.001 ? 0 : value <= 0.01 ? 1 : value <= 0.1 ? 2 : 3]++;
      }
      for (int percent : new int[] {50, 95, 99}) {
        double truth = values[(int) Math.ceil(values.length * percent / 100.0) - 1];
        double lower = truth <= 0.001 ? 0 : truth <= 0.01 ? 0.001 : 0.01;
        double upper = truth <= 0.001 ? 0.001 : truth <= 0.01 ? 0.01 : 0.1;
        assertThat(spread(counts).percentileMicros(percent) / 1e6).isBetween(lower, upper);
      }
    }
  }
}
