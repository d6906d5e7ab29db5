package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.GatewayReportReply;
import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a gateway tells what it has counted, and what it tells. Seconds are the test's own. */
final class TelemetryReporterTest {
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Instruments instruments = new Instruments();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("test", Map.of(), List.of(instruments));
  private final LogTail log = new LogTail("gateway");
  private final List<FakeTelemetry> proxies = new ArrayList<>();
  private final ProxyPool pool;
  private final TelemetryReporter reporter;
  private long seconds;

  /** A proxy that takes reports, or does not answer, or fails. */
  private static final class FakeTelemetry extends TelemetryServiceGrpc.TelemetryServiceImplBase {
    private final List<GatewayReport> reports = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile boolean failing;

    @Override
    public StreamObserver<GatewayReport> report(StreamObserver<GatewayReportReply> replies) {
      return new StreamObserver<>() {
        @Override
        public void onNext(GatewayReport report) {
          if (failing) {
            replies.onError(Status.INVALID_ARGUMENT.asRuntimeException());
            return;
          }
          reports.add(report);
          if (!silent) {
            replies.onNext(GatewayReportReply.getDefaultInstance());
          }
        }

        @Override
        public void onError(Throwable cause) {
          // the gateway has left
        }

        @Override
        public void onCompleted() {
          replies.onCompleted();
        }
      };
    }
  }

  TelemetryReporterTest() throws IOException {
    Members.Builder members = Members.newBuilder();
    for (int i = 0; i < 2; i++) {
      FakeTelemetry proxy = new FakeTelemetry();
      proxies.add(proxy);
      members.addProxies(
          ProxyMember.newBuilder()
              .setName("p" + i)
              .setAddress("127.0.0.1:" + serve(proxy).getPort()));
    }
    Server catalog =
        serve(
            new MemberServiceGrpc.MemberServiceImplBase() {
              @Override
              public void watch(WatchMembers request, StreamObserver<Members> observer) {
                observer.onNext(members.build());
              }
            });
    ManagedChannel channel = transport.channel(new HostPort("127.0.0.1", catalog.getPort()));
    open.add(channel::shutdownNow);
    pool = new ProxyPool(transport, channel, Routing.HASH);
    reporter = new TelemetryReporter(pool, new GatewayFigures("gateway", instruments, log));
  }

  private Server serve(io.grpc.BindableService service) throws IOException {
    Server server = transport.startServer(new HostPort("127.0.0.1", 0), List.of(service));
    open.add(server::shutdownNow);
    return server;
  }

  @BeforeEach
  void awaitProxies() {
    pool.start();
    await().until(() -> pool.order(java.util.UUID.randomUUID()).size() == 2);
  }

  @AfterEach
  void close() throws Exception {
    reporter.close();
    pool.close();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    transport.close();
    telemetry.close();
  }

  private void second() {
    reporter.report(TimeUnit.SECONDS.toNanos(seconds++));
  }

  /** Until a proxy has a report more than before: answers take their time. */
  private FakeTelemetry reported() {
    int before = total();
    await()
        .until(() -> {
          second();
          return total() > before;
        });
    return proxies.stream().filter(proxy -> !proxy.reports.isEmpty()).findFirst().orElseThrow();
  }

  private int total() {
    return proxies.stream().mapToInt(proxy -> proxy.reports.size()).sum();
  }

  private FakeTelemetry other(FakeTelemetry one) {
    return proxies.stream().filter(proxy -> proxy != one).findFirst().orElseThrow();
  }

  @Test
  void oneProxyIsToldAndStaysTheOne() {
    FakeTelemetry first = reported();
    for (int i = 0; i < 5; i++) {
      reported();
    }
    assertThat(first.reports).hasSizeGreaterThanOrEqualTo(6);
    assertThat(other(first).reports).isEmpty();
  }

  @Test
  void requestsAreToldByRouteWithTheirValueOfAMinuteAgo() {
    var durations =
        telemetry.getMeter("test").histogramBuilder("http.server.request.duration").build();
    Attributes get =
        Attributes.builder()
            .put("http.request.method", "GET")
            .put("http.route", "/accounts/{id}")
            .put("http.response.status_code", 200)
            .build();
    durations.record(0.003, get);
    FakeTelemetry proxy = reported();
    Histogram route = proxy.reports.getLast().getRoutes(0);
    assertThat(route.getKeyList()).containsExactly("GET", "/accounts/{id}", "200");
    assertThat(route.getCountsList().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(route.getMinuteAgoList()).isEmpty();
    seconds += 60;
    durations.record(0.003, get);
    reported();
    route = proxy.reports.getLast().getRoutes(0);
    assertThat(route.getCountsList().stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
    assertThat(route.getMinuteAgoList().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    assertThat(proxy.reports.getLast().getGateway().getName()).isEqualTo("gateway");
    assertThat(proxy.reports.getLast().getGateway().getMemoryBytes()).isPositive();
  }

  @Test
  void aProxyThatDoesNotAnswerIsLeftForTheOther() {
    FakeTelemetry first = reported();
    first.silent = true;
    int before = first.reports.size();
    await()
        .until(() -> {
          second();
          return !other(first).reports.isEmpty();
        });
    assertThat(first.reports.size() - before).as("one that it did not answer").isEqualTo(1);
    first.silent = false;
    reported();
    assertThat(first.reports.size() - before).as("it stays with the other").isEqualTo(1);
  }

  @Test
  void aProxyThatRefusesIsLeftForTheOther() {
    FakeTelemetry first = reported();
    first.failing = true;
    await()
        .until(() -> {
          second();
          return !other(first).reports.isEmpty();
        });
    assertThat(other(first).reports).isNotEmpty();
  }

  @Test
  void logEventsAreToldOnceAndAgainWhereNobodyAnswered() {
    log.add(new LogTail.Event(0, 1, "gateway", "INFO", "l", "first", ""));
    FakeTelemetry first = reported();
    assertThat(messages(first.reports.getFirst())).containsExactly("first");
    reported();
    assertThat(messages(first.reports.getLast())).isEmpty();
    first.silent = true;
    log.add(new LogTail.Event(0, 2, "gateway", "INFO", "l", "second", ""));
    await()
        .until(() -> {
          second();
          return !other(first).reports.isEmpty();
        });
    assertThat(messages(other(first).reports.getFirst())).containsExactly("second");
  }

  private static List<String> messages(GatewayReport report) {
    return report.getLogList().stream().map(LogEvent::getMessage).toList();
  }
}
