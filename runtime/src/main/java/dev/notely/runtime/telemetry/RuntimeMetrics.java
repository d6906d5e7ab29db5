package dev.notely.runtime.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.runtimetelemetry.RuntimeTelemetry;
import java.lang.management.ManagementFactory;

/** What every process says of its JVM: heap, collections, threads, processor, uptime. */
final class RuntimeMetrics {
  private RuntimeMetrics() {}

  static void register(OpenTelemetry telemetry) {
    var _ = RuntimeTelemetry.create(telemetry);
    // That it falls is how restarts are seen: nobody need count them.
    var _ =
        telemetry
            .getMeter("dev.notely.runtime")
            .gaugeBuilder("process.uptime")
            .setUnit("s")
            .setDescription("since the process was started")
            .buildWithCallback(
                gauge -> gauge.record(ManagementFactory.getRuntimeMXBean().getUptime() / 1e3));
  }
}
