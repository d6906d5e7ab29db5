package dev.notely.proxy.server;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/** Which release this process is: what else it measures is joined with it. */
final class ReleaseMetrics {
  private ReleaseMetrics() {}

  static void register(OpenTelemetry telemetry, String release) {
    Attributes attributes = Attributes.of(AttributeKey.stringKey("release"), release);
    var _ =
        telemetry
            .getMeter("dev.notely.proxy")
            .gaugeBuilder("notely.release")
            .ofLongs()
            .setDescription("1, for the release that this process is")
            .buildWithCallback(gauge -> gauge.record(1, attributes));
  }
}
