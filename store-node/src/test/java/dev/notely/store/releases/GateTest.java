package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.store.releases.Deployment.Baseline;
import dev.notely.store.releases.Gate.Step;
import dev.notely.store.releases.Gate.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateTest {
  private static final DeploymentPlan PLAN = Sample.plan(Strategy.CANARY, 2, 10, 100);
  private static final long SOAKED = PLAN.soakMs();
  private static final Measure GOOD = Sample.requests(1_000, 0, 20_000);

  private static Verdict judge(Measure former, Measure next, long soakedMs) {
    return Gate.judge(PLAN, new Step(former, next, Baseline.NONE, soakedMs, 0));
  }

  private static void assertFailed(Verdict verdict, String reason) {
    assertThat(verdict).isEqualTo(new Verdict.Failed(reason));
  }

  @Test
  void asGoodAsTheFormerPassesAfterTheSoak() {
    assertThat(judge(GOOD, GOOD, SOAKED - 1)).isEqualTo(new Verdict.Wait());
    assertThat(judge(GOOD, GOOD, SOAKED)).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @CsvSource({
    // errors of 1,000 at the former, errors and requests of the next, fails
    "0, 2, 200, false", // chance
    "0, 3, 200, true",
    "0, 10, 1000, false", // one percent is good whatever the former has
    "0, 11, 1000, true",
    "20, 40, 1000, false", // twice as many
    "20, 41, 1000, true",
  })
  void errorsFailAtOnce(long former, long errors, long requests, boolean fails) {
    Verdict verdict =
        judge(Sample.requests(1_000, former, 20_000), Sample.requests(requests, errors, 1_000), 1);
    assertThat(verdict instanceof Verdict.Failed).isEqualTo(fails);
  }

  @Test
  void theReasonHasTheFigures() {
    assertFailed(
        judge(GOOD, Sample.requests(500, 16, 1_000), 0),
        "3.2 % of 500 requests to v2 failed; at most 1.0 % may");
  }

  @Test
  void aDifferenceFailsAtOnce() {
    assertFailed(
        judge(GOOD, new Measure(10, 0, 1, 1, 400, 1), 0),
        "1 of 400 mirrored reads were answered otherwise by v2; see the differences");
  }

  @Test
  void theFormerMayFailTooOftenToTellByItsFewRequests() {
    // 1 of 2 is no error rate: the baseline counts.
    Step step =
        new Step(
            Sample.requests(2, 1, 1),
            Sample.requests(1_000, 30, 1),
            new Baseline(0.01, 500, 1_000),
            SOAKED,
            0);
    assertThat(Gate.judge(PLAN, step))
        .isEqualTo(new Verdict.Failed("3.0 % of 1000 requests to v2 failed; at most 2.0 % may"));
  }

  @ParameterizedTest
  @CsvSource({
    // p99 of the former, of the next, in microseconds; slow
    "1000, 11000, false", // 10 ms more: nobody feels it
    "1000, 11001, true",
    "100000, 150000, false", // half as much again
    "100000, 150001, true",
  })
  void whatIsSlowIsMeasuredAgain(long former, long next, boolean slow) {
    Verdict verdict =
        judge(Sample.requests(1_000, 0, former), Sample.requests(1_000, 0, next), SOAKED);
    assertThat(verdict instanceof Verdict.LookAgain).isEqualTo(slow);
  }

  @Test
  void whatIsSlowAtTheThirdLookFails() {
    Step third =
        new Step(GOOD, Sample.requests(1_000, 0, 90_000), Baseline.NONE, SOAKED, Gate.LOOKS - 1);
    assertThat(Gate.judge(PLAN, third))
        .isEqualTo(
            new Verdict.Failed(
                "the 99th percentile of v2 is 90.0 ms, of v1 20.0 ms; at most 30.0 ms may be"));
  }

  @Test
  void withoutTrafficAtTheFormerTheBaselineIsTheMeasure() {
    Measure slow = Sample.requests(1_000, 0, 90_000);
    Step all =
        new Step(Measure.NONE, slow, new Baseline(0, 10_000, 20_000), SOAKED, Gate.LOOKS - 1);
    assertThat(Gate.judge(PLAN, all)).isInstanceOf(Verdict.Failed.class);
    Step unknown = new Step(Measure.NONE, slow, Baseline.NONE, SOAKED, Gate.LOOKS - 1);
    assertThat(Gate.judge(PLAN, unknown)).isEqualTo(new Verdict.Passed());
  }

  @Test
  void whereOnlyAMedianIsKnownItIsTheMeasure() {
    Measure slow = Sample.requests(1_000, 0, 90_000);
    Baseline few = Baseline.of(Sample.requests(Gate.VERY_FEW, 1, 20_000));
    assertThat(few).isEqualTo(new Baseline(0, 10_000, 0));
    assertThat(Gate.judge(PLAN, new Step(Measure.NONE, slow, few, SOAKED, Gate.LOOKS - 1)))
        .isEqualTo(
            new Verdict.Failed(
                "the median of v2 is 45.0 ms, of v1 10.0 ms; at most 20.0 ms may be"));
    assertThat(Baseline.of(Sample.requests(Gate.VERY_FEW - 1, 1, 20_000))).isEqualTo(Baseline.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    // requests of the next release, its p99; slow. The former's median is 10 ms
    "29, 500000, false", // too few to tell
    "30, 40000, false", // a median of 20 ms
    "30, 40002, true",
    "199, 500000, true",
  })
  void ofFewRequestsTheMedianTells(long requests, long p99, boolean slow) {
    Verdict verdict = judge(GOOD, Sample.requests(requests, 0, p99), Gate.PATIENCE * SOAKED);
    assertThat(verdict instanceof Verdict.LookAgain).isEqualTo(slow);
  }

  @Test
  void fewRequestsAreAwaitedForAWhileWhereThereAreUsers() {
    Measure few = Sample.requests(Gate.FEW - 1, 0, 20_000);
    assertThat(judge(GOOD, few, SOAKED)).isEqualTo(new Verdict.Wait());
    assertThat(judge(GOOD, few, Gate.PATIENCE * SOAKED)).isEqualTo(new Verdict.Passed());
    Measure veryFew = Sample.requests(Gate.VERY_FEW - 1, 0, 20_000);
    assertThat(judge(Sample.requests(1, 0, 20_000), veryFew, SOAKED))
        .as("so few that one more second would tell something")
        .isEqualTo(new Verdict.Wait());
    assertThat(judge(Measure.NONE, Sample.requests(3, 0, 1), SOAKED))
        .as("nobody is there: nothing is learnt by waiting")
        .isEqualTo(new Verdict.Passed());
  }
}
