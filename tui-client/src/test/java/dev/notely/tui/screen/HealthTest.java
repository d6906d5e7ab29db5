package dev.notely.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static History usually(long p99Micros) {
    return new History(
        IntStream.range(0, 60).mapToObj(_ -> new History.Sample(100, p99Micros)).toList());
  }

  private static Health of(TelemetryUpdate.Builder update, long usualP99) {
    return Health.of(Scenes.view(update.build()), usually(usualP99));
  }

  private static TelemetryUpdate.Builder withErrors(long errors) {
    TelemetryUpdate.Builder update = Scenes.snapshot(0);
    return update.addRoutes(update.getRoutes(0).toBuilder().setStatus(503).setLastMinute(errors));
  }

  @Test
  void allIsWell() {
    assertThat(of(Scenes.snapshot(0), 19_000)).isEqualTo(new Health(Role.GOOD, List.of()));
  }

  @Test
  void aFewErrorsWarnAndMoreAreAnAlarm() {
    assertThat(of(withErrors(3), 19_000))
        .isEqualTo(new Health(Role.WARN, List.of("errors 0.02 %")));
    assertThat(of(withErrors(500), 19_000).role()).isEqualTo(Role.ALARM);
  }

  @Test
  void aWrongAnswerIsAnAlarmForAMinute() {
    Finding.Builder wrong =
        Finding.newBuilder().setId("w").setKind("inconsistency").setTimeMs(Scenes.NOON - 1_000);
    assertThat(of(Scenes.snapshot(0).addFindings(wrong), 19_000))
        .isEqualTo(new Health(Role.ALARM, List.of("1 wrong answers")));
    assertThat(of(Scenes.snapshot(61).addFindings(wrong), 19_000).role()).isEqualTo(Role.GOOD);
  }

  @Test
  void aLatencyIsComparedWithWhatIsUsual() {
    TelemetryUpdate.Builder slow = Scenes.snapshot(0);
    slow.setRoutes(0, slow.getRoutes(0).toBuilder().setLatency(Scenes.ms(1, 20, 45)));
    assertThat(of(slow, 19_000).reasons()).containsExactly("p99 45 ms, usually 19");
    assertThat(of(slow, 30_000).role()).as("not twice as slow").isEqualTo(Role.GOOD);
    assertThat(of(Scenes.snapshot(0), 5_000).role()).as("nobody notices").isEqualTo(Role.GOOD);
  }
}
