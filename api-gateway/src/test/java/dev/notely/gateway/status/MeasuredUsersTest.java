package dev.notely.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.notely.gateway.status.UserFigures.Felt;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is told of the last minute, from an instrument that counts for ever. */
class MeasuredUsersTest {
  private long seconds = 1_000;
  private RequestTotals totals = new RequestTotals(5, List.of(0.01, 0.1), List.of(100L, 10L, 0L));
  private final MeasuredUsers users =
      new MeasuredUsers(() -> totals, () -> TimeUnit.SECONDS.toNanos(seconds));

  private Felt after(long pause, long fast, long slow, long beyond, long failed) {
    seconds += pause;
    totals = totals.plus(new RequestTotals(failed, totals.boundsS(), List.of(fast, slow, beyond)));
    return users.lastMinute();
  }

  @Test
  void theFirstLookKnowsNothingAndTheNextWhatCameSince() {
    assertThat(users.lastMinute()).isEqualTo(new Felt(0, 0, 0, 0, 0));
    Felt felt = after(2, 50, 50, 0, 3);
    assertThat(felt.seconds()).isEqualTo(2);
    assertThat(felt.requests()).isEqualTo(100);
    assertThat(felt.failed()).isEqualTo(3);
    assertThat(felt.p50Ms()).isEqualTo(10);
    assertThat(felt.p99Ms()).isCloseTo(98.2, within(0.01));
  }

  @Test
  void nothingOlderThanAMinuteCounts() {
    var _ = users.lastMinute();
    var _ = after(30, 1, 0, 0, 0);
    assertThat(after(30, 2, 0, 0, 0).requests()).isEqualTo(3);
    assertThat(after(1, 4, 0, 0, 0).requests()).isEqualTo(6);
    assertThat(after(61, 100, 0, 0, 0).seconds()).as("nobody looked").isZero();
  }

  @Test
  void whatIsSlowerThanTheLastBoundIsTakenToBeAsFastAsIt() {
    var _ = users.lastMinute();
    assertThat(after(1, 0, 0, 10, 0).p99Ms()).isEqualTo(100);
  }

  @Test
  void anInstrumentThatHasRecordedNothingIsNothing() {
    totals = RequestTotals.NONE;
    var _ = users.lastMinute();
    seconds++;
    assertThat(users.lastMinute()).isEqualTo(new Felt(1, 0, 0, 0, 0));
    totals = new RequestTotals(0, List.of(0.01, 0.1), List.of(1L, 0L, 0L));
    seconds++;
    assertThat(users.lastMinute().requests()).isEqualTo(1);
  }
}
