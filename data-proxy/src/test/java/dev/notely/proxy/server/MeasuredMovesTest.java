package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Signal;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured of movers: their time, and the pauses that they cause. */
final class MeasuredMovesTest {
  @RegisterExtension
  static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

  private static MetricData metric(String name) {
    return TELEMETRY.getMetrics().stream()
        .filter(one -> one.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTimeOfMoversIsWorkOrAWaitForSomebody() {
    Brake brake = new MeasuredBrake(TELEMETRY.getOpenTelemetry(), Brake.NONE);
    brake.worked(7, Duration.ofMillis(1_500));
    brake.waited(7, new Signal.Limit(), Duration.ofMillis(250));
    brake.waited(7, new Signal.Users("new"), Duration.ofMillis(500));
    brake.waited(8, new Signal.Users("new"), Duration.ofMillis(500));
    Map<String, Double> seconds =
        metric("notely.mover.time").getDoubleSumData().getPoints().stream()
            .collect(
                Collectors.toMap(
                    point -> List.copyOf(point.getAttributes().asMap().values()).toString(),
                    point -> point.getValue()));
    assertThat(seconds)
        .isEqualTo(Map.of("[work]", 1.5, "[wait_for_limit]", 0.25, "[wait_for_users, new]", 1.0));
  }

  @Test
  void pausesAreMeasuredWhetherOrNotTheyCameToACommit() {
    Placement moving = new Placement(new UUID(0, 1), 2, "old", "new", Phase.MOVING, 3, 7);
    HandOffListener listener =
        new MeasuredHandOffs(TELEMETRY.getOpenTelemetry(), HandOffListener.NONE);
    listener.cutOver(moving, Duration.ofMillis(20), true);
    listener.cutOver(moving, Duration.ofMillis(510), false);
    Map<String, Double> sums =
        metric("notely.cut_over.pause").getHistogramData().getPoints().stream()
            .collect(
                Collectors.toMap(
                    point -> List.copyOf(point.getAttributes().asMap().values()).toString(),
                    point -> point.getSum()));
    assertThat(sums).isEqualTo(Map.of("[committed]", 0.02, "[given_up]", 0.51));
  }
}
