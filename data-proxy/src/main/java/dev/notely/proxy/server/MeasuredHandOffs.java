package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.placement.Placement;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Measures how long writes wait for cut-overs. */
final class MeasuredHandOffs implements HandOffListener {
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
  private static final Attributes COMMITTED = Attributes.of(OUTCOME, "committed");
  private static final Attributes GIVEN_UP = Attributes.of(OUTCOME, "given_up");

  /** A cut-over is given up after half a second. */
  private static final List<Double> BOUNDS_S =
      List.of(0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0);

  private final HandOffListener inner;
  private final DoubleHistogram pauses;

  MeasuredHandOffs(OpenTelemetry telemetry, HandOffListener inner) {
    this.inner = inner;
    this.pauses =
        telemetry
            .getMeter("dev.notely.proxy")
            .histogramBuilder("notely.cut_over.pause")
            .setUnit("s")
            .setDescription("for which writes to an account waited at its cut-over")
            .setExplicitBucketBoundariesAdvice(BOUNDS_S)
            .build();
  }

  @Override
  public void cutOver(Placement placement, Duration pause, boolean committed) {
    pauses.record(pause.toNanos() / 1e9, committed ? COMMITTED : GIVEN_UP);
    inner.cutOver(placement, pause, committed);
  }

  @Override
  public void failed(Placement placement, String reason) {
    inner.failed(placement, reason);
  }

  @Override
  public <R> R around(HandOffStep step, Placement placement, Supplier<R> work) {
    return inner.around(step, placement, work);
  }

  @Override
  public <R> R aroundMove(Placement placement, Supplier<R> work) {
    return inner.aroundMove(placement, work);
  }
}
