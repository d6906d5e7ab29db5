package dev.notely.runtime.telemetry;

import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The metrics of a process that has an HTTP server of its own, for its {@code GET /metrics}. */
public final class MetricsPage {
  private final PrometheusMetricReader reader =
      PrometheusMetricReader.builder().setOtelScopeLabelsEnabled(false).build();
  private final ExpositionFormats formats = ExpositionFormats.init();

  /** Empty until {@link Telemetry#start} has got its {@link #reader}. */
  public MetricsPage() {}

  public MetricReader reader() {
    return reader;
  }

  /** What a scrape is answered with. */
  @SuppressWarnings("ArrayRecordComponent") // a body on its way, compared with nothing
  public record Answer(String contentType, byte[] body) {}

  /**
   * Collects.
   *
   * @param accept header of the request; null: none
   */
  public Answer answer(@Nullable String accept) {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try {
      writer.write(body, reader.collect());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return new Answer(writer.getContentType(), body.toByteArray());
  }
}
