package dev.notely.proxy.server;

import dev.notely.proto.releases.v1.SupervisedProxy;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.Latency;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proxy.server.ProxySurvey.Local;
import dev.notely.proxy.telemetry.Spread;
import dev.notely.proxy.telemetry.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rows of what was counted, added up over the processes that counted it. Pure. */
final class TrafficRows {
  private static final String PARTS = " ";

  private final List<Local> locals;
  private final Deployment releases;
  private final List<SupervisedProxy> supervised;

  /** Of what the proxies say, and the releases with their shares. */
  TrafficRows(List<Local> locals, Releases.Known known) {
    this.locals = locals;
    this.releases = known.deployment();
    this.supervised = known.supervised();
  }

  Map<String, RouteFigures> routes() {
    Map<String, RouteFigures> rows = new HashMap<>();
    added(youngestReports().stream().flatMap(report -> report.getRoutesList().stream()))
        .forEach((key, traffic) ->
            rows.put(
                String.join(PARTS, key),
                RouteFigures.newBuilder()
                    .setMethod(key.get(0))
                    .setRoute(key.get(1))
                    .setStatus(Integer.parseInt(key.get(2)))
                    .setTotal(traffic.all().total())
                    .setLastMinute(traffic.lastMinute().total())
                    .setLatency(latency(traffic.lastMinute()))
                    .build()));
    return rows;
  }

  Map<String, StoreOperation> operations() {
    Map<String, StoreOperation> rows = new HashMap<>();
    added(locals.stream().flatMap(local -> local.said().getOperationsList().stream()))
        .forEach((key, traffic) ->
            rows.put(
                String.join(PARTS, key),
                StoreOperation.newBuilder()
                    .setStore(key.get(0))
                    .setOperation(key.get(1))
                    .setStatus(key.get(2))
                    .setTotal(traffic.all().total())
                    .setLastMinute(traffic.lastMinute().total())
                    .setLatency(latency(traffic.lastMinute()))
                    .build()));
    return rows;
  }

  Map<String, Gateway> gateways() {
    Map<String, Gateway> rows = new HashMap<>();
    youngestReports()
        .forEach(report -> rows.put(report.getGateway().getName(), report.getGateway()));
    return rows;
  }

  /** Also of those that their supervisor starts just now, or has given up. */
  Map<String, Proxy> proxies() {
    Map<String, Proxy> rows = new HashMap<>();
    locals.forEach(local -> rows.put(local.member().getName(), proxy(local)));
    supervised.forEach(kept ->
        rows.put(
            kept.getName(),
            rows.getOrDefault(kept.getName(), Proxy.getDefaultInstance()).toBuilder()
                .setName(kept.getName())
                .setRelease(kept.getRelease())
                .setRestarts(kept.getRestarts())
                .setTrouble(kept.getTrouble())
                .build()));
    return rows;
  }

  /** The releases with what their proxies have counted. */
  Deployment deployment() {
    Deployment.Builder deployment = releases.toBuilder().clearReleases();
    for (ReleaseShare share : releases.getReleasesList()) {
      List<LocalTelemetry> ofRelease =
          locals.stream()
              .filter(local -> local.member().getRelease().equals(share.getRelease()))
              .map(Local::said)
              .toList();
      Spread minute =
          ofRelease.stream()
              .map(said -> traffic(said.getRequests()).lastMinute())
              .reduce(Spread.NONE, Spread::plus);
      deployment.addReleases(
          share.toBuilder()
              .setRequestsLastMinute(minute.total())
              .setErrorsLastMinute(
                  ofRelease.stream().mapToLong(TrafficRows::errorsLastMinute).sum())
              .setLatency(latency(minute)));
    }
    return deployment.build();
  }

  private Proxy proxy(Local local) {
    LocalTelemetry said = local.said();
    Traffic requests = traffic(said.getRequests());
    return said.getProxy().toBuilder()
        .setName(local.member().getName())
        .setAddress(local.member().getAddress())
        .setRelease(local.member().getRelease())
        .setProtocol(local.member().getProtocol())
        .setPercent(percent(local.member().getRelease()))
        .setRequestsTotal(requests.all().total())
        .setRequestsLastMinute(requests.lastMinute().total())
        .setErrorsLastMinute(errorsLastMinute(said))
        .setLatency(latency(requests.lastMinute()))
        .build();
  }

  private int percent(String release) {
    return releases.getReleasesList().stream()
        .filter(share -> share.getRelease().equals(release))
        .mapToInt(ReleaseShare::getPercent)
        .findFirst()
        .orElse(0);
  }

  private static long errorsLastMinute(LocalTelemetry said) {
    return Math.max(0, said.getErrors() - said.getErrorsMinuteAgo());
  }

  /** A gateway that has gone from one proxy to another is known to both for a while. */
  private List<GatewayReport> youngestReports() {
    Map<String, GatewayReport> youngest = new HashMap<>();
    for (Local local : locals) {
      for (GatewayReport report : local.said().getGatewaysList()) {
        youngest.merge(
            report.getGateway().getName(),
            report,
            (one, other) -> one.getAgeMs() <= other.getAgeMs() ? one : other);
      }
    }
    return new ArrayList<>(youngest.values());
  }

  private static Map<List<String>, Traffic> added(Stream<Histogram> histograms) {
    Map<List<String>, Traffic> sums = new HashMap<>();
    histograms.forEach(
        one -> sums.merge(List.copyOf(one.getKeyList()), traffic(one), Traffic::plus));
    return sums;
  }

  private static Traffic traffic(Histogram histogram) {
    return new Traffic(
        Spread.of(histogram.getBoundsSList(), histogram.getCountsList()),
        Spread.of(histogram.getBoundsSList(), histogram.getMinuteAgoList()));
  }

  private static Latency latency(Spread spread) {
    return Latency.newBuilder()
        .setP50(spread.percentileMicros(50))
        .setP95(spread.percentileMicros(95))
        .setP99(spread.percentileMicros(99))
        .build();
  }
}
