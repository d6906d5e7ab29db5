package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OverlayMeterTest {
  private static final UUID ANN = new UUID(0, 1);
  private static final UUID BEN = new UUID(0, 2);

  private final OverlayMeter meter = new OverlayMeter();
  private Instant now = Instant.parse("2026-03-01T14:00:00Z");

  private double look(long seconds, Map<UUID, Long> left) {
    now = now.plusSeconds(seconds);
    meter.look(now, left);
    return meter.perSecond();
  }

  @Test
  void whatIsLostIsCountedAndNotWhatComes() {
    assertThat(look(0, Map.of(ANN, 100L))).isZero();
    assertThat(look(10, Map.of(ANN, 80L, BEN, 500L))).isEqualTo(2);
    assertThat(look(10, Map.of(ANN, 80L, BEN, 500L))).isEqualTo(1);
    assertThat(look(0, Map.of(ANN, 90L, BEN, 500L))).as("nothing is gained").isEqualTo(1);
  }

  @Test
  void anAccountThatIsOverlaidNoMoreHasLostAll() {
    look(0, Map.of(ANN, 100L, BEN, 20L));
    assertThat(look(10, Map.of(BEN, 20L))).isEqualTo(10);
    assertThat(look(10, Map.of())).isEqualTo(6);
  }

  @Test
  void onlyTheLastFiveMinutesCount() {
    look(0, Map.of(ANN, 100_000L));
    look(60, Map.of(ANN, 610L));
    look(60, Map.of(ANN, 610L));
    assertThat(look(241, Map.of(ANN, 9L))).isCloseTo(601 / 241.0, within(0.001));
  }

  @Test
  void anotherWayOfMovingIsMeasuredAnew() {
    look(0, Map.of(ANN, 100L));
    look(10, Map.of(ANN, 50L));
    meter.forget();
    assertThat(meter.perSecond()).isZero();
    assertThat(look(10, Map.of(ANN, 40L))).isZero();
    assertThat(look(10, Map.of(ANN, 20L))).isEqualTo(2);
  }

  @Test
  void ofTooManyNothingIsKept() {
    Map<UUID, Long> many =
        LongStream.rangeClosed(0, OverlayMeter.MOST)
            .boxed()
            .collect(Collectors.toMap(i -> new UUID(1, i), _ -> 5L));
    look(0, many);
    assertThat(look(10, Map.of())).isZero();
  }
}
