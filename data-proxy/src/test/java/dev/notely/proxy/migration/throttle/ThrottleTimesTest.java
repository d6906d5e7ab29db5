package dev.notely.proxy.migration.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.throttle.ThrottleTimes.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThrottleTimesTest {
  @Test
  void whatTookMostOfTheLastSecondsIsWhatThrottlesNow() {
    ThrottleTimes times =
        new ThrottleTimes(
            1_000,
            List.of(
                new Wait("users", "users of legacy wait", 50_000, 60),
                new Wait("limit", "the limit of records a second", 4_000, 2_000)));
    assertThat(times.now()).contains("the limit of records a second");
    assertThat(times.share(times.waits().getFirst())).isEqualTo(50_000 / 55_000.0);
  }

  @Test
  void whatTookHardlyAnythingThrottlesNothing() {
    Wait little = new Wait("users", "users of legacy wait", 300, 59);
    assertThat(new ThrottleTimes(59_000, List.of(little)).now()).isEmpty();
    ThrottleTimes another = new ThrottleTimes(59_000, List.of(little));
    assertThat(another.plus(another).now()).as("of two movers").contains("users of legacy wait");
    assertThat(ThrottleTimes.NONE.share(little)).isZero();
  }
}
