package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RateMeterTest {
  private final RateMeter meter = new RateMeter(Rate.UNKNOWN);

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  @Test
  void evenArrivalsAreSure() {
    for (int second = 0; second <= 60; second++) {
      meter.moving(at(second), 3L * second);
    }
    assertThat(meter.rate().perSecond()).isEqualTo(3, within(0.01));
    assertThat(meter.rate().spread()).isEqualTo(0.05);
  }

  @Test
  void unevenArrivalsAreLess() {
    Random random = new Random(3);
    long arrived = 0;
    for (int second = 0; second <= 60; second++) {
      arrived += random.nextInt(10) == 0 ? 30 : 0;
      meter.moving(at(second), arrived);
    }
    assertThat(meter.rate().spread()).isBetween(0.2, 1.0);
  }

  @Test
  void fewArrivalsAreAGuess() {
    meter.moving(at(0), 0);
    assertThat(meter.rate()).isEqualTo(Rate.UNKNOWN);
    meter.moving(at(2), 4);
    assertThat(meter.rate()).isEqualTo(new Rate(2, 0.5));
  }

  @Test
  void aRestIsNoPartOfIt() {
    meter.moving(at(0), 0);
    meter.moving(at(10), 20);
    meter.rests();
    meter.moving(at(1_000), 20);
    assertThat(meter.rate().perSecond()).isEqualTo(2);
    meter.moving(at(1_010), 30);
    assertThat(meter.rate().perSecond()).isEqualTo(1);
  }

  @Test
  void anotherDirectionIsAnotherRate() {
    meter.moving(at(0), 0);
    meter.moving(at(10), 20);
    meter.forget();
    assertThat(meter.rate()).isEqualTo(Rate.UNKNOWN);
  }

  @Test
  void theWindowForgetsWhatIsLongAgo() {
    meter.moving(at(0), 0);
    for (int second = 1; second <= 400; second++) {
      meter.moving(at(second), 1_000 + second);
    }
    assertThat(meter.rate().perSecond()).isEqualTo(1, within(0.02));
  }
}
