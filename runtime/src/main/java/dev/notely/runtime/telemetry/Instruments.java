package dev.notely.runtime.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/**
 * The process's own OpenTelemetry instruments, for the process itself: what it says of itself is
 * what it exports.
 */
public final class Instruments implements MetricReader {
  private volatile CollectionRegistration registration = CollectionRegistration.noop();

  /** Give it to {@link Telemetry#start}; before that it reads nothing. */
  public Instruments() {}

  /** All of them as they are now. */
  public synchronized Readings read() {
    return new Readings(registration.collectAllMetrics());
  }

  @Override
  public void register(CollectionRegistration given) {
    registration = given;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.CUMULATIVE;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
