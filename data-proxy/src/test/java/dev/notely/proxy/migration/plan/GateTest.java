package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.feeling.Counts.Bucket;
import dev.notely.proxy.migration.plan.MigrationSpec.Gate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gates: each bound, and when a latency says nothing. */
final class GateTest {
  private static Counts counts(long requests, long errors, long micros) {
    return new Counts(requests, errors, List.of(new Bucket(micros, requests)));
  }

  private static Verdict judge(Counts before, Counts after, long inconsistencies) {
    return Gate.judge(Gate.DEFAULT, before, after, inconsistencies);
  }

  private static String reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed _ -> "";
      case Verdict.Failed failed -> failed.reason();
    };
  }

  @Test
  void withinItsBoundsItPassesWithItsFigures() {
    Verdict verdict = judge(counts(1_000, 0, 30_000), counts(1_000, 1, 45_000), 0);
    assertThat(verdict).isInstanceOf(Verdict.Passed.class);
    assertThat(verdict.evidence())
        .containsEntry("requests", 1_000L)
        .containsEntry("errors", 1L)
        .containsEntry("errorRate", 0.001)
        .containsEntry("latencyRatio", 1.5)
        .containsEntry("p90Micros", 45_000L)
        .containsEntry("inconsistencies", 0L);
  }

  @Test
  void errorsOverTheBoundFail() {
    assertThat(reason(judge(Counts.NONE, counts(1_000, 2, 1_000), 0)))
        .isEqualTo("2 of 1000 requests failed (0.0020, allowed are 0.0010)");
  }

  @Test
  void errorsBeforeDoNotCount() {
    assertThat(reason(judge(counts(1_000, 900, 1_000), counts(1_000, 0, 1_000), 0))).isEmpty();
  }

  @Test
  void aLatencyOverTheBoundFails() {
    assertThat(reason(judge(counts(20, 0, 30_000), counts(20, 0, 60_000), 0)))
        .isEqualTo(
            "the 90th percentile went from 30.0 ms to 60.0 ms (ratio 2.00, allowed is 1.50)");
  }

  @Test
  void aLatencyThatNobodyFeelsPasses() {
    assertThat(reason(judge(counts(100, 0, 1_000), counts(100, 0, 19_999), 0))).isEmpty();
    assertThat(reason(judge(counts(100, 0, 1_000), counts(100, 0, 20_000), 0))).isNotEmpty();
  }

  @Test
  void fewRequestsSayNothingOfLatency() {
    assertThat(reason(judge(counts(19, 0, 1_000), counts(100, 0, 90_000), 0))).isEmpty();
    Verdict verdict = judge(counts(100, 0, 1_000), counts(19, 0, 90_000), 0);
    assertThat(reason(verdict)).isEmpty();
    assertThat(verdict.evidence()).doesNotContainKey("latencyRatio");
  }

  @Test
  void inconsistenciesFail() {
    assertThat(reason(judge(Counts.NONE, Counts.NONE, 1)))
        .isEqualTo("1 inconsistencies were reported (allowed are 0)");
  }

  @Test
  void allBreachesAreNamed() {
    assertThat(reason(judge(counts(100, 0, 1_000), counts(100, 9, 90_000), 3)))
        .contains("9 of 100 requests failed", "90th percentile", "3 inconsistencies");
  }

  @Test
  void nobodyThereIsNoBreach() {
    assertThat(reason(judge(Counts.NONE, Counts.NONE, 0))).isEmpty();
  }
}
