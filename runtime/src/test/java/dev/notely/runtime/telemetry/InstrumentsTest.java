package dev.notely.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process reads its own instruments. */
final class InstrumentsTest {
  private final Instruments instruments = new Instruments();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("test", Map.of(), List.of(instruments));
  private final Meter meter = telemetry.getMeter("test");

  @AfterEach
  void close() {
    telemetry.close();
  }

  private DoubleHistogram histogram(String name) {
    return meter
        .histogramBuilder(name)
        .setExplicitBucketBoundariesAdvice(List.of(1.0, 2.0))
        .build();
  }

  @Test
  void aHistogramIsReadByItsAttributesAndSinceTheStart() {
    DoubleHistogram histogram = histogram("waits");
    Attributes here = Attributes.builder().put("where", "here").put("port", 1).build();
    histogram.record(0.5, here);
    histogram.record(1.5, here);
    histogram.record(9, Attributes.builder().put("where", "here").put("port", 2).build());
    histogram.record(9, Attributes.empty());
    Map<List<String>, Distribution> byPlace =
        Map.of(
            List.of("here"), new Distribution(List.of(1.0, 2.0), List.of(1L, 1L, 1L)),
            List.of(""), new Distribution(List.of(1.0, 2.0), List.of(0L, 0L, 1L)));
    assertThat(instruments.read().histogram("waits", List.of("where"))).isEqualTo(byPlace);
    histogram.record(9, Attributes.empty());
    assertThat(instruments.read().histogram("waits", List.of("where", "port")))
        .containsEntry(
            List.of("here", "2"), new Distribution(List.of(1.0, 2.0), List.of(0L, 0L, 1L)))
        .containsEntry(List.of("", ""), new Distribution(List.of(1.0, 2.0), List.of(0L, 0L, 2L)));
  }

  @Test
  void numbersAreAddedUpOverTheirSeries() {
    LongCounter counter = meter.counterBuilder("done").build();
    counter.add(2, Attributes.builder().put("who", "a").build());
    counter.add(3, Attributes.builder().put("who", "b").build());
    try (var _ = meter.gaugeBuilder("open").ofLongs().buildWithCallback(gauge -> gauge.record(7))) {
      Readings readings = instruments.read();
      assertThat(readings.number("done")).isEqualTo(5);
      assertThat(readings.number("open")).isEqualTo(7);
      assertThat(readings.number("never")).isZero();
      assertThat(readings.histogram("never", List.of())).isEmpty();
    }
  }

  @Test
  void aValueIsNotTakenForAnotherKind() {
    histogram("waits").record(1);
    meter.counterBuilder("done").build().add(1);
    Readings readings = instruments.read();
    assertThatThrownBy(() -> readings.number("waits")).hasMessageContaining("waits");
    assertThatThrownBy(() -> readings.histogram("done", List.of())).hasMessageContaining("done");
  }

  /** A call is recorded once, where it is answered, and by nothing that its caller chooses. */
  @Test
  void ofCallsOnlyThoseThatAreServedAreKept() {
    Attributes call =
        Attributes.builder()
            .put("rpc.service", "s")
            .put("rpc.method", "m")
            .put("rpc.grpc.status_code", 0)
            .put("server.address", "whatever a caller says")
            .build();
    meter.histogramBuilder("rpc.server.duration").build().record(0.2, call);
    meter.histogramBuilder("rpc.client.duration").build().record(0.2, call);
    meter.histogramBuilder("rpc.server.request.size").ofLongs().build().record(2, call);
    Readings readings = instruments.read();
    assertThat(
            readings
                .histogram("rpc.server.duration", List.of("rpc.grpc.status_code", "server.address"))
                .keySet())
        .containsExactly(List.of("0", ""));
    assertThat(readings.histogram("rpc.client.duration", List.of())).isEmpty();
    assertThat(readings.histogram("rpc.server.request.size", List.of())).isEmpty();
  }

  @Test
  void distributionsOfOtherBoundsAreNotAddedUp() {
    Distribution one = new Distribution(List.of(1.0), List.of(1L, 2L));
    assertThat(one.plus(one).total()).isEqualTo(6);
    assertThatThrownBy(() -> one.plus(new Distribution(List.of(2.0), List.of(1L, 2L))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Distribution(List.of(1.0), List.of(1L)))
        .hasMessageContaining("1 counts for 1 bounds");
  }
}
