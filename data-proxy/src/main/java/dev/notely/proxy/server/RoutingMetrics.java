package dev.notely.proxy.server;

import dev.notely.proxy.routing.ReadCoalescer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;

/** Counters of routing; read whenever somebody collects them. */
final class RoutingMetrics {
  private RoutingMetrics() {}

  /** How many reads were asked for, and how many calls were made for them. */
  static void register(OpenTelemetry telemetry, ReadCoalescer coalescer) {
    Meter meter = telemetry.getMeter("dev.notely.proxy");
    var _ =
        meter
            .counterBuilder("notely.reads")
            .setDescription("reads that users asked for")
            .buildWithCallback(counter -> counter.record(coalescer.figures().reads()));
    var _ =
        meter
            .counterBuilder("notely.reads.calls")
            .setDescription("calls that were made for reads of users")
            .buildWithCallback(counter -> counter.record(coalescer.figures().calls()));
  }
}
