package dev.notely.runtime.telemetry;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenTelemetry of a process, configured by its standard variables. Without {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT} nothing is exported and no span recorded, but trace ids still go
 * from process to process and into log lines. With it, one of ten traces is kept unless {@code
 * OTEL_TRACES_SAMPLER} and {@code OTEL_TRACES_SAMPLER_ARG} say otherwise; besides, what is marked
 * by {@link Keeping#KEEP}, and spans that end in an error.
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
    defaults.put("otel.metrics.exemplar.filter", "always_off");
    defaults.put("otel.logs.exporter", "none");
    defaults.put("otel.traces.sampler", export ? "parentbased_traceidratio" : "always_off");
    defaults.put("otel.traces.sampler.arg", "0.1");
    OpenTelemetrySdk telemetry =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> defaults)
            .addSamplerCustomizer((sampler, _) -> export ? new KeepingSampler(sampler) : sampler)
            .addSpanProcessorCustomizer((processor, _) -> new LateKeeper(processor))
            .addMeterProviderCustomizer((meters, _) -> {
              readers.forEach(meters::registerMetricReader);
              return RpcViews.register(meters);
            })
            .build()
            .getOpenTelemetrySdk();
    RuntimeMetrics.register(telemetry);
    return telemetry;
  }
}
