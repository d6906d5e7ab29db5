package dev.notely.proxy.store;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code notely.store.operation.duration}, in seconds: what this proxy asks of stores. */
public final class OperationMetrics implements OperationListener {
  /** Name of the instrument. */
  public static final String NAME = "notely.store.operation.duration";

  private static final AttributeKey<String> STORE = AttributeKey.stringKey("store");
  private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("operation");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");

  /** Of each of its series, in this order. */
  public static final List<String> ATTRIBUTES =
      List.of(STORE.getKey(), OPERATION.getKey(), STATUS.getKey());

  private static final List<Double> BOUNDS_S =
      List.of(
          0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0);

  private final DoubleHistogram durations;

  /** To make attributes anew would cost more than to record. Few: stores, words, refusals. */
  private final Map<Series, Attributes> known = new ConcurrentHashMap<>();

  private record Series(String store, String operation, String status) {}

  /** Records under a process's meter. */
  public OperationMetrics(Meter meter) {
    durations =
        meter
            .histogramBuilder(NAME)
            .setUnit("s")
            .setDescription("operations at stores, from the call to its end")
            .setExplicitBucketBoundariesAdvice(BOUNDS_S)
            .build();
  }

  @Override
  public void ended(String store, String operation, String status, long nanos) {
    durations.record(
        nanos / 1e9,
        known.computeIfAbsent(
            new Series(store, operation, status),
            series ->
                Attributes.of(
                    STORE,
                    series.store(),
                    OPERATION,
                    series.operation(),
                    STATUS,
                    series.status())));
  }
}
