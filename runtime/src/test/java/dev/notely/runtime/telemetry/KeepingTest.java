package dev.notely.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of traces that the configured sampler drops. */
class KeepingTest {
  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setSampler(new KeepingSampler(Sampler.parentBased(Sampler.alwaysOff())))
          .addSpanProcessor(new LateKeeper(SimpleSpanProcessor.create(exported)))
          .build();
  private final Tracer tracer = provider.get("t");

  @AfterEach
  void stop() {
    provider.close();
  }

  private Span started(String name, Span parent) {
    return builder(name, parent).startSpan();
  }

  private SpanBuilder builder(String name, Span parent) {
    return tracer.spanBuilder(name).setParent(Context.root().with(parent));
  }

  @Test
  void whatNobodyMarkedAndWentWellIsNotKept() {
    Span request = started("request", Span.getInvalid());
    started("inner", request).end();
    request.end();
    assertThat(request.isRecording()).isFalse(); // ended
    assertThat(exported.getFinishedSpanItems()).isEmpty();
    assertThat(request.getSpanContext().isValid()).isTrue();
  }

  @Test
  void whatIsMarkedIsKeptWithAllThatComesOfIt() {
    Span step = builder("step", Span.getInvalid()).setAttribute(Keeping.KEEP, true).startSpan();
    started("call", step).end();
    step.end();
    assertThat(exported.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("call", "step");
  }

  @Test
  void aStepIsKeptWithinATraceThatIsNot() {
    Span request = started("request", Span.getInvalid());
    builder("step", request).setAttribute(Keeping.KEEP, true).startSpan().end();
    request.end();
    assertThat(exported.getFinishedSpanItems())
        .singleElement()
        .satisfies(span -> {
          assertThat(span.getName()).isEqualTo("step");
          assertThat(span.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        });
  }

  @Test
  void whatIsMarkedLateIsKeptAlone() {
    Span request = started("request", Span.getInvalid());
    Span waits = started("waits", request);
    waits.setAttribute(Keeping.KEEP, true);
    waits.end();
    request.end();
    assertThat(exported.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsExactly("waits");
  }

  @Test
  void anErrorIsKeptAloneWithAllThatItSays() {
    Span request = started("request", Span.getInvalid());
    Span failed = started("failed", request);
    failed.setAttribute("why", "full");
    failed.setStatus(StatusCode.ERROR, "the disk is full");
    failed.end();
    request.end();
    assertThat(exported.getFinishedSpanItems())
        .singleElement()
        .satisfies(span -> {
          assertThat(span.getName()).isEqualTo("failed");
          assertThat(span.getStatus().getDescription()).isEqualTo("the disk is full");
          assertThat(span.getAttributes().size()).isEqualTo(1);
          assertThat(span.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
          assertThat(span.getSpanContext().isSampled()).isTrue();
        });
  }
}
