package dev.notely.runtime.telemetry;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServer;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a process without an HTTP server of its own serves its metrics: {@code GET /metrics}, in
 * the formats that Prometheus scrapes.
 */
public final class MetricsOption {
  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:NOTELY_METRICS:-" + Option.NULL_VALUE + "}",
      description = "serves metrics for Prometheus there, at /metrics (default: nowhere)")
  private @Nullable HostPort metrics;

  /** For picocli, which fills it. */
  public MetricsOption() {}

  /** As {@link #readers}, and a reader besides. */
  public List<MetricReader> readersWith(MetricReader another) {
    return Stream.concat(readers().stream(), Stream.of(another)).toList();
  }

  /**
   * Serves, if an address was given, what {@link Telemetry#start} is to hand it; it ends with that.
   *
   * @throws StartupException if the address cannot be used
   */
  public List<MetricReader> readers() {
    if (metrics == null) {
      return List.of();
    }
    if (metrics.port() == 0) {
      throw new StartupException(
          "--metrics is " + metrics + "; its port is 1 to 65535, or nobody would know it");
    }
    try {
      return List.of(
          PrometheusHttpServer.builder()
              .setHost(metrics.host())
              .setPort(metrics.port())
              .setOtelScopeLabelsEnabled(false)
              .build());
    } catch (UncheckedIOException e) {
      throw new StartupException("--metrics cannot listen on " + metrics + ": " + e.getCause(), e);
    }
  }
}
