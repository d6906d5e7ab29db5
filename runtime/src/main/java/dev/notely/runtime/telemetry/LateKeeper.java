package dev.notely.runtime.telemetry;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Hands spans that ended in an error, or were marked later than at their start, to the exporter's
 * queue also where their trace was not sampled. One by one: of such a trace a collector gets these
 * spans, in each process, not those around them. What a full queue does not take is lost, as ever.
 */
final class LateKeeper implements SpanProcessor {
  private final SpanProcessor exporting;

  /** In front of a processor that exports what is sampled. */
  LateKeeper(SpanProcessor exporting) {
    this.exporting = exporting;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    exporting.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return exporting.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled()) {
      exporting.onEnd(span);
    } else if (Boolean.TRUE.equals(span.getAttribute(Keeping.KEEP)) || isError(span)) {
      exporting.onEnd(new SampledSpan(span));
    }
  }

  private static boolean isError(ReadableSpan span) {
    return span.toSpanData().getStatus().getStatusCode() == StatusCode.ERROR;
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporting.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return exporting.forceFlush();
  }
}
