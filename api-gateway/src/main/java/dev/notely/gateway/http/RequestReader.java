package dev.notely.gateway.http;

import dev.notely.gateway.proxy.GatewayFigures;
import dev.notely.gateway.status.RequestTotals;
import dev.notely.runtime.telemetry.Distribution;
import dev.notely.runtime.telemetry.Instruments;
import java.util.List;
import java.util.Map;

/** What the gateway's own instrument of requests has of users'. */
final class RequestReader {
  private static final List<String> ROUTE_AND_STATUS =
      List.of("http.route", "http.response.status_code");
  private static final String USERS = "/accounts";

  private final Instruments instruments;

  RequestReader(Instruments instruments) {
    this.instruments = instruments;
  }

  /** As they are now. */
  RequestTotals totals() {
    return instruments
        .read()
        .histogram(GatewayFigures.REQUESTS, ROUTE_AND_STATUS)
        .entrySet()
        .stream()
        .filter(series -> series.getKey().getFirst().startsWith(USERS))
        .map(RequestReader::totals)
        .reduce(RequestTotals.NONE, RequestTotals::plus);
  }

  private static RequestTotals totals(Map.Entry<List<String>, Distribution> series) {
    String status = series.getKey().getLast();
    boolean failed = status.startsWith("5") || status.equals("429");
    Distribution took = series.getValue();
    return new RequestTotals(failed ? took.total() : 0, took.bounds(), took.counts());
  }
}
