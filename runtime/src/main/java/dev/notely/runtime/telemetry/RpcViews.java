package dev.notely.runtime.telemetry;

import dev.notely.runtime.grpc.Mirrored;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.ExplicitBucketHistogramOptions;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.View;
import java.util.List;
import java.util.Set;

/**
 * What is kept of the instruments of gRPC's instrumentation. Each call would be recorded six times
 * on its way through a process that passes it on; it is recorded once, where it is answered. What
 * peers a process asks is told by instruments of their own.
 */
final class RpcViews {
  /** From a tenth of a millisecond on: most calls are answered within the first of the usual. */
  private static final List<Double> BOUNDS_MS =
      List.of(
          0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_500.0,
          5_000.0, 10_000.0);

  private RpcViews() {}

  static SdkMeterProviderBuilder register(SdkMeterProviderBuilder meters) {
    for (String unused : List.of("rpc.client.*", "rpc.server.*.size")) {
      meters.registerView(
          InstrumentSelector.builder().setName(unused).build(),
          View.builder().setAggregation(Aggregation.drop()).build());
    }
    return meters.registerView(
        InstrumentSelector.builder().setName("rpc.server.duration").build(),
        View.builder()
            .setAggregation(
                Aggregation.explicitBucketHistogram(
                    ExplicitBucketHistogramOptions.builder()
                        .setBucketBoundaries(BOUNDS_MS)
                        .build()))
            .setAttributeFilter(
                Set.of("rpc.service", "rpc.method", "rpc.grpc.status_code", Mirrored.ATTRIBUTE))
            .build());
  }
}
