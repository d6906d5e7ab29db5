package dev.notely.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;

/** A span that has ended, as if it had been sampled: an exporting processor takes no other. */
final class SampledSpan implements ReadableSpan {
  private final ReadableSpan span;
  private final SpanContext context;

  SampledSpan(ReadableSpan span) {
    this.span = span;
    SpanContext before = span.getSpanContext();
    this.context =
        SpanContext.create(
            before.getTraceId(),
            before.getSpanId(),
            TraceFlags.getSampled(),
            before.getTraceState());
  }

  @Override
  public SpanContext getSpanContext() {
    return context;
  }

  @Override
  public SpanData toSpanData() {
    return new SampledData(span.toSpanData(), context);
  }

  private static final class SampledData extends DelegatingSpanData {
    private final SpanContext context;

    SampledData(SpanData data, SpanContext context) {
      super(data);
      this.context = context;
    }

    @Override
    public SpanContext getSpanContext() {
      return context;
    }
  }

  @Override
  public SpanContext getParentSpanContext() {
    return span.getParentSpanContext();
  }

  @Override
  public String getName() {
    return span.getName();
  }

  @Override
  @Deprecated
  public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
    return span.getInstrumentationLibraryInfo();
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return span.getInstrumentationScopeInfo();
  }

  @Override
  public boolean hasEnded() {
    return span.hasEnded();
  }

  @Override
  public long getLatencyNanos() {
    return span.getLatencyNanos();
  }

  @Override
  public SpanKind getKind() {
    return span.getKind();
  }

  @Override
  public <T> @Nullable T getAttribute(AttributeKey<T> key) {
    return span.getAttribute(key);
  }
}
