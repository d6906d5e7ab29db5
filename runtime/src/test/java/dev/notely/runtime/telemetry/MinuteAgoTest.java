package dev.notely.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What was read a minute ago. */
final class MinuteAgoTest {
  private final MinuteAgo<Long> readings = new MinuteAgo<>();

  private static long s(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void aYoungProcessHadNothingAMinuteAgo() {
    assertThat(readings.before(s(0))).isEmpty();
    for (long second = 0; second <= 58; second += 2) {
      readings.keep(s(second), second);
    }
    assertThat(readings.before(s(58))).isEmpty();
    assertThat(readings.before(s(60))).contains(0L);
  }

  @Test
  void theReadingOfAMinuteAgoIsOffByASecondAtMost() {
    for (long second = 0; second < 1_000; second++) {
      readings.keep(s(second), second);
      if (second >= 60) {
        assertThat(second - readings.before(s(second)).orElseThrow()).isBetween(59L, 61L);
      }
      assertThat(readings.size()).isLessThanOrEqualTo(32);
    }
  }

  /** The process was stopped for a while: what was read before is as near as can be. */
  @Test
  void aGapLeavesTheLastReadingBeforeIt() {
    readings.keep(s(0), 1L);
    readings.keep(s(2), 2L);
    assertThat(readings.before(s(600))).contains(2L);
    readings.keep(s(600), 3L);
    assertThat(readings.before(s(601))).contains(2L);
    assertThat(readings.before(s(660))).contains(3L);
  }
}
