package dev.notely.proxy.server;

import dev.notely.proxy.routing.ReadCoalescer;
import dev.notely.proxy.routing.StoreShares;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;

/** Counters of routing; read whenever somebody collects them. */
final class RoutingMetrics {
  private RoutingMetrics() {}

  /** How many operations were refused because their store was too busy. */
  static void register(OpenTelemetry telemetry, StoreShares shares) {
    var _ =
        telemetry
            .getMeter("dev.notely.proxy")
            .counterBuilder("notely.requests.shed")
            .setDescription("requests of users that were refused because their store is too busy")
            .buildWithCallback(counter -> counter.record(shares.refused()));
  }

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
