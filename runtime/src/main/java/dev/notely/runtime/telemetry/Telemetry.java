package dev.notely.runtime.telemetry;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry of a process, configured by its standard variables. Without {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT} nothing is exported, but spans still carry trace ids into log lines.
 */
public final class Telemetry {
  private Telemetry() {}

  /** Builds the SDK. Close it at the end: it sends what is buffered. */
  public static OpenTelemetrySdk start(String serviceName, Map<String, String> environment) {
    return start(serviceName, environment, List.of());
  }

  /** As {@link #start(String, Map)}, with readers of its metrics besides the exporters. */
  public static OpenTelemetrySdk start(
      String serviceName, Map<String, String> environment, List<? extends MetricReader> readers) {
    boolean export = !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank();
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.service.name", serviceName);
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.traces.exporter", export ? "otlp" : "none");
    defaults.put("otel.metrics.exporter", "none");
    defaults.put("otel.logs.exporter", "none");
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(() -> defaults)
        .addMeterProviderCustomizer((meters, _) -> {
          readers.forEach(meters::registerMetricReader);
          return meters;
        })
        .build()
        .getOpenTelemetrySdk();
  }
}
