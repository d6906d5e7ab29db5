package dev.notely.gateway.http;

import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.overload.RetryMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;

/** What is held back, and what is let in; read whenever somebody collects it. */
final class OverloadMetrics {
  private OverloadMetrics() {}

  static void register(OpenTelemetry telemetry, RetryBudget budget, Admission admission) {
    Meter meter = telemetry.getMeter("dev.notely.gateway");
    var _ =
        meter
            .counterBuilder("notely.requests.shed")
            .setDescription("requests of users that were answered 503 without being looked at")
            .buildWithCallback(counter -> counter.record(admission.shed()));
    var _ =
        meter
            .gaugeBuilder("notely.requests.limit")
            .ofLongs()
            .setUnit("{request}")
            .setDescription("requests of users at once that are let in")
            .buildWithCallback(gauge -> gauge.record(admission.limit()));
    RetryMetrics.register(meter, budget);
  }
}
