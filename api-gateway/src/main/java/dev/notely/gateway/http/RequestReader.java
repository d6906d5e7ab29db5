package dev.notely.gateway.http;

import dev.notely.gateway.status.RequestTotals;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/** Reads the gateway's own instrument of requests, as an exporter would: users' requests only. */
final class RequestReader implements MetricReader {
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final String USERS = "/accounts";

  private volatile CollectionRegistration registration = CollectionRegistration.noop();

  /** As they are now. */
  RequestTotals totals() {
    return registration.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(RequestSpans.DURATION))
        .flatMap(metric -> metric.getHistogramData().getPoints().stream())
        .filter(point -> isOfUsers(point.getAttributes()))
        .map(RequestReader::totals)
        .reduce(RequestTotals.NONE, RequestTotals::plus);
  }

  private static boolean isOfUsers(Attributes attributes) {
    String route = attributes.get(ROUTE);
    return route != null && route.startsWith(USERS);
  }

  private static RequestTotals totals(HistogramPointData point) {
    Long status = point.getAttributes().get(STATUS);
    boolean failed = status != null && (status >= 500 || status == 429);
    return new RequestTotals(
        failed ? point.getCount() : 0, point.getBoundaries(), point.getCounts());
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
