package dev.notely.proxy.server;

import static dev.notely.proxy.server.ObservedSystems.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.releases.v1.SupervisedProxy;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proxy.server.ProxySurvey.Local;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What several processes counted, as one table. */
final class TrafficRowsTest {
  private static final List<String> GET = List.of("GET", "/accounts/{id}", "200");

  private static Histogram histogram(List<String> key, long fast, long slow, long fastBefore) {
    return Histogram.newBuilder()
        .addAllKey(key)
        .addAllBoundsS(List.of(0.001, 0.01))
        .addAllCounts(List.of(fast, slow, 0L))
        .addAllMinuteAgo(List.of(fastBefore, 0L, 0L))
        .build();
  }

  private static GatewayReport report(String name, long ageMs, Histogram... routes) {
    return GatewayReport.newBuilder()
        .setGateway(Gateway.newBuilder().setName(name).setUnderWay(ageMs))
        .addAllRoutes(List.of(routes))
        .setAgeMs(ageMs)
        .build();
  }

  private static Local local(String name, String release, LocalTelemetry.Builder said) {
    return new Local(
        ProxyMember.newBuilder()
            .setName(name)
            .setAddress("h:" + name.length())
            .setRelease(release)
            .setProtocol(1)
            .build(),
        said.setProxy(Proxy.newBuilder().setName(name).setUptimeMs(5)).build());
  }

  private static TrafficRows rows(Local... locals) {
    return rows(List.of(locals));
  }

  private static TrafficRows rows(List<Local> locals, SupervisedProxy... supervised) {
    return new TrafficRows(
        locals,
        new Releases.Known(
            Deployment.newBuilder()
                .addReleases(share("1", 33, 1))
                .addReleases(share("2", 67, 2))
                .build(),
            List.of(supervised)));
  }

  private static SupervisedProxy supervised(
      String name, String release, int restarts, String trouble) {
    return SupervisedProxy.newBuilder()
        .setName(name)
        .setRelease(release)
        .setRestarts(restarts)
        .setTrouble(trouble)
        .build();
  }

  private static ReleaseShare share(String release, int percent, int proxies) {
    return ReleaseShare.newBuilder()
        .setRelease(release)
        .setPercent(percent)
        .setProxies(proxies)
        .build();
  }

  @Test
  void gatewaysAreAddedUpAndOfOneThatMovedOnlyTheYoungestCounts() {
    TrafficRows rows =
        rows(
            local(
                "p1",
                "1",
                LocalTelemetry.newBuilder()
                    .addGateways(report("a", 900, histogram(GET, 50, 0, 0)))
                    .addGateways(report("b", 100, histogram(GET, 10, 10, 10)))),
            local(
                "p2",
                "1",
                LocalTelemetry.newBuilder()
                    .addGateways(report("a", 10, histogram(GET, 60, 0, 40)))));
    RouteFigures row = row(rows.routes(), "GET /accounts/{id} 200");
    assertThat(row.getTotal()).isEqualTo(80);
    assertThat(row.getLastMinute()).isEqualTo(30);
    assertThat(row.getStatus()).isEqualTo(200);
    assertThat(row.getLatency().getP50()).isEqualTo(750);
    assertThat(row.getLatency().getP99()).isBetween(9_000L, 10_000L);
    assertThat(rows.gateways()).containsOnlyKeys("a", "b");
    assertThat(row(rows.gateways(), "a").getUnderWay()).isEqualTo(10);
  }

  @Test
  void operationsOfAllProxiesAreAddedUp() {
    List<String> get = List.of("new", "get", "ok");
    TrafficRows rows =
        rows(
            local("p1", "1", LocalTelemetry.newBuilder().addOperations(histogram(get, 5, 0, 5))),
            local("p2", "1", LocalTelemetry.newBuilder().addOperations(histogram(get, 7, 0, 0))));
    StoreOperation row = row(rows.operations(), "new get ok");
    assertThat(row.getTotal()).isEqualTo(12);
    assertThat(row.getLastMinute()).isEqualTo(7);
  }

  @Test
  void proxiesAndReleasesShowWhatUsersAskedOfThem() {
    TrafficRows rows =
        rows(
            local(
                "p1",
                "1",
                LocalTelemetry.newBuilder()
                    .setRequests(histogram(List.of(), 100, 0, 90))
                    .setErrors(4)
                    .setErrorsMinuteAgo(3)),
            local(
                "p2", "2", LocalTelemetry.newBuilder().setRequests(histogram(List.of(), 0, 20, 0))),
            local("p3", "2", LocalTelemetry.newBuilder()));
    Proxy first = row(rows.proxies(), "p1");
    assertThat(first.getRequestsTotal()).isEqualTo(100);
    assertThat(first.getRequestsLastMinute()).isEqualTo(10);
    assertThat(first.getErrorsLastMinute()).isEqualTo(1);
    assertThat(first.getRelease()).isEqualTo("1");
    assertThat(first.getUptimeMs()).isEqualTo(5);
    assertThat(first.getPercent()).isEqualTo(33);
    Deployment deployment = rows.deployment();
    assertThat(deployment.getReleasesList())
        .extracting(
            ReleaseShare::getRelease,
            ReleaseShare::getPercent,
            ReleaseShare::getProxies,
            ReleaseShare::getRequestsLastMinute,
            ReleaseShare::getErrorsLastMinute)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1", 33, 1, 10L, 1L),
            org.assertj.core.groups.Tuple.tuple("2", 67, 2, 20L, 0L));
    assertThat(row(rows.proxies(), "p3").getLatency().getP99()).isZero();
  }

  @Test
  void restartsAreTheSupervisorsAndOneThatIsGivenUpIsStillThere() {
    TrafficRows rows =
        rows(
            List.of(
                local("p1", "1", LocalTelemetry.newBuilder()),
                local("p2", "1", LocalTelemetry.newBuilder())),
            supervised("p1", "1", 2, ""),
            supervised("p3", "2", 5, "ended again after 5 restarts in a row: no memory"));
    assertThat(rows.proxies()).containsOnlyKeys("p1", "p2", "p3");
    Proxy restarted = row(rows.proxies(), "p1");
    assertThat(restarted.getRestarts()).isEqualTo(2);
    assertThat(restarted.getUptimeMs()).isEqualTo(5);
    assertThat(restarted.getTrouble()).isEmpty();
    assertThat(row(rows.proxies(), "p2").getRestarts()).isZero();
    assertThat(row(rows.proxies(), "p3"))
        .isEqualTo(
            Proxy.newBuilder()
                .setName("p3")
                .setRelease("2")
                .setRestarts(5)
                .setTrouble("ended again after 5 restarts in a row: no memory")
                .build());
  }

  @Test
  void aReportIsForgottenAfterTenSeconds() {
    long[] nanos = {0};
    GatewayReports reports = new GatewayReports(() -> nanos[0]);
    reports.keep(
        report("a", 0, histogram(GET, 1, 0, 0)).toBuilder()
            .addLog(LogEvent.getDefaultInstance())
            .build());
    nanos[0] = TimeUnit.SECONDS.toNanos(10);
    assertThat(reports.current())
        .containsExactly(
            report("a", 0, histogram(GET, 1, 0, 0)).toBuilder().setAgeMs(10_000).build());
    nanos[0]++;
    assertThat(reports.current()).isEmpty();
  }

  @Test
  void reportsAreBounded() {
    GatewayReports reports = new GatewayReports(() -> 0);
    for (int i = 0; i < 256; i++) {
      reports.keep(report("gateway-" + i, 0));
    }
    reports.keep(report("gateway-0", 0));
    assertThat(reports.current()).hasSize(256);
    refused(reports, report("one more", 0), "there are 256 gateways already");
    refused(reports, report("", 0), "name has 1 to 100 characters");
    refused(reports, report("x".repeat(101), 0), "name has 1 to 100 characters");
    refused(
        reports,
        report("a", 0).toBuilder()
            .addAllRoutes(Collections.nCopies(1_001, histogram(GET, 0, 0, 0)))
            .build(),
        "routes has 1001 elements; allowed are 1000");
    refused(
        reports,
        report("a", 0).toBuilder()
            .addAllLog(Collections.nCopies(201, LogEvent.getDefaultInstance()))
            .build(),
        "log has 201 elements; allowed are 200");
    refused(
        reports, report("a", 0, histogram(List.of("GET"), 0, 0, 0)), "key is method, route and");
    refused(
        reports,
        report("a", 0, histogram(GET, 0, 0, 0).toBuilder().addCounts(1).build()),
        "counts has 4 elements");
  }

  private static void refused(GatewayReports reports, GatewayReport report, String why) {
    assertThatThrownBy(() -> reports.keep(report))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
