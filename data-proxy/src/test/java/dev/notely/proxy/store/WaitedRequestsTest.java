package dev.notely.proxy.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WaitedRequestsTest {
  private static final String ONE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @RegisterExtension
  static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

  private static List<LinkData> linked(List<String> traceParents) {
    Span close = TELEMETRY.getOpenTelemetry().getTracer("t").spanBuilder("close").startSpan();
    try (Scope ignored = close.makeCurrent()) {
      WaitedRequests.link(traceParents);
    }
    close.end();
    return TELEMETRY.getSpans().getLast().getLinks();
  }

  @Test
  void theHandOffLinksToWhoWaited() {
    assertThat(linked(List.of(ONE)))
        .singleElement()
        .satisfies(link -> {
          assertThat(link.getSpanContext().getTraceId())
              .isEqualTo("0af7651916cd43dd8448eb211c80319c");
          assertThat(link.getSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
        });
  }

  @Test
  void whatIsNoTraceIsPassedOverAndMoreThanEnoughIsCut() {
    assertThat(linked(List.of("", "nonsense", ONE))).hasSize(1);
    assertThat(linked(Collections.nCopies(20, ONE))).hasSize(16);
  }
}
