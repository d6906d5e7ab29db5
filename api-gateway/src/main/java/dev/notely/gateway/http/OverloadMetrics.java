package dev.notely.gateway.http;

import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.overload.RetryMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;

/** Counters of what was held back; read whenever somebody collects them. */
final class OverloadMetrics {
  private OverloadMetrics() {}

  static void register(OpenTelemetry telemetry, RetryBudget budget, Admission admission) {
    Meter meter = telemetry.getMeter("dev.notely.gateway");
    var _ =
        meter
            .counterBuilder("notely.requests.shed")
            .setDescription("requests of users that were answered 503 without being looked at")
            .buildWithCallback(counter -> counter.record(admission.shed()));
    RetryMetrics.register(meter, budget);
  }
}
