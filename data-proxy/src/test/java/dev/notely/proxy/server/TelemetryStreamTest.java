package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.GatewayReportReply;
import dev.notely.proto.telemetry.v1.LocalTelemetry;
import dev.notely.proto.telemetry.v1.LocalTelemetryRequest;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.telemetry.Instruments;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watchers of all kinds at one proxy, over gRPC. */
final class TelemetryStreamTest {
  private final Systems systems = new Systems();
  private final LogTail log = new LogTail("proxy-1");
  private final GatewayReports reports = new GatewayReports(System::nanoTime);
  private final TelemetryHub hub =
      new TelemetryHub("proxy-1", systems::open, Duration.ofMillis(10), Duration.ofMillis(50));
  private final TelemetryGrpcService service =
      new TelemetryGrpcService(
          hub,
          new LocalFigures(
              new Instruments(), log, reports, () -> Proxy.newBuilder().setName("proxy-1").build()),
          reports,
          log);
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Each look finds another system. */
  private static final class Systems {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();

    Observed.Source open() {
      opened.incrementAndGet();
      Random random = new Random(5);
      return new Observed.Source() {
        @Override
        public Observed look() {
          int number = looks.incrementAndGet();
          if (number % 7 == 3) {
            throw new IllegalStateException("this look fails");
          }
          return ObservedSystems.random(random, number);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  @BeforeEach
  void serve() throws IOException {
    Server server = InProcessServerBuilder.forName("telemetry").addService(service).build().start();
    open.add(server::shutdownNow);
  }

  @AfterEach
  void close() throws Exception {
    service.close();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private TelemetryServiceGrpc.TelemetryServiceStub stub() {
    ManagedChannel channel = InProcessChannelBuilder.forName("telemetry").build();
    open.add(channel::shutdownNow);
    return TelemetryServiceGrpc.newStub(channel);
  }

  /** Reads as much as it is told to. */
  private static final class Watcher
      implements ClientResponseObserver<WatchTelemetry, TelemetryUpdate> {
    private final int atFirst;
    private final List<TelemetryUpdate> updates = new CopyOnWriteArrayList<>();
    private volatile Status ended = Status.OK;
    private volatile @Nullable ClientCallStreamObserver<WatchTelemetry> call;

    Watcher(int atFirst) {
      this.atFirst = atFirst;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchTelemetry> started) {
      call = started;
      started.disableAutoRequestWithInitial(atFirst);
    }

    private ClientCallStreamObserver<WatchTelemetry> call() {
      return Objects.requireNonNull(call);
    }

    @Override
    public void onNext(TelemetryUpdate update) {
      updates.add(update);
    }

    @Override
    public void onError(Throwable cause) {
      ended = Status.fromThrowable(cause);
    }

    @Override
    public void onCompleted() {
      ended = Status.INTERNAL.withDescription("a watch does not end by itself");
    }
  }

  private Watcher watch(int atFirst, WatchTelemetry request) {
    Watcher watcher = new Watcher(atFirst);
    stub().watch(request, watcher);
    return watcher;
  }

  private Watcher watch(int atFirst) {
    return watch(atFirst, WatchTelemetry.getDefaultInstance());
  }

  @Test
  void aSnapshotThenWhatChanged() {
    Watcher watcher = watch(1_000);
    await().until(() -> watcher.updates.size() >= 10);
    TelemetryCopy copy = new TelemetryCopy();
    watcher.updates.forEach(copy::apply);
    assertThat(watcher.updates.getFirst().getBase()).isZero();
    assertThat(watcher.updates.getFirst().getProxy()).isEqualTo("proxy-1");
    assertThat(watcher.updates).filteredOn(update -> update.getBase() == 0).hasSize(1);
    assertThat(watcher.updates).allMatch(update -> update.getFormat() == TelemetryBook.FORMAT);
  }

  @Test
  void whoDoesNotReadGetsNothingUntilHeDoesAndThenAllAtOnce() {
    Watcher stalled = watch(1);
    Watcher other = watch(100_000);
    await().until(() -> other.updates.size() >= 20);
    assertThat(stalled.updates).hasSize(1);
    stalled.call().request(1);
    await().until(() -> stalled.updates.size() == 2);
    TelemetryUpdate late = stalled.updates.getLast();
    assertThat(late.getBase()).isEqualTo(stalled.updates.getFirst().getVersion());
    assertThat(late.getVersion() - late.getBase()).as("one update for all").isGreaterThan(10);
    TelemetryCopy copy = new TelemetryCopy();
    stalled.updates.forEach(copy::apply);
    TelemetryCopy same = new TelemetryCopy();
    await().until(() -> other.updates.getLast().getVersion() >= late.getVersion());
    other.updates.stream()
        .filter(update -> update.getVersion() <= late.getVersion())
        .forEach(same::apply);
    copy.assertSameAs(same);
  }

  @Test
  void whoSleptTooLongGetsASnapshot() {
    Watcher stalled = watch(1);
    Watcher other = watch(100_000);
    await().until(() -> other.updates.size() >= TelemetryBook.REMEMBERED + 10);
    stalled.call().request(1);
    await().until(() -> stalled.updates.size() == 2);
    assertThat(stalled.updates.getLast().getBase()).isZero();
  }

  @Test
  void oneLookServesFiftyWatchersAndAStalledOne() {
    Watcher stalled = watch(0);
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      watchers.add(watch(100_000));
    }
    await().until(() -> watchers.stream().allMatch(watcher -> watcher.updates.size() >= 10));
    assertThat(systems.opened).hasValue(1);
    assertThat(stalled.updates).isEmpty();
    for (Watcher watcher : watchers) {
      TelemetryCopy copy = new TelemetryCopy();
      watcher.updates.forEach(copy::apply);
      assertThat(copy.version()).isLessThanOrEqualTo(systems.looks.get());
    }
  }

  @Test
  void whoComesBackGoesOnAfterHisVersion() {
    Watcher before = watch(100_000);
    await().until(() -> before.updates.size() >= 3);
    TelemetryCopy copy = new TelemetryCopy();
    before.updates.forEach(copy::apply);
    before.call().cancel("away for a moment", null);
    Watcher after = watch(100_000, copy.request());
    await().until(() -> !after.updates.isEmpty());
    assertThat(after.updates.getFirst().getBase()).isEqualTo(copy.version());
    after.updates.forEach(copy::apply);
  }

  @Test
  void aVersionOfAnotherProxyIsNoVersion() {
    Watcher watcher =
        watch(1, WatchTelemetry.newBuilder().setStream("another").setVersion(1).build());
    await().until(() -> !watcher.updates.isEmpty());
    assertThat(watcher.updates.getFirst().getBase()).isZero();
  }

  @Test
  void sixtyFourWatchAndNoMore() {
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      watchers.add(watch(1));
    }
    await().until(() -> watchers.stream().noneMatch(watcher -> watcher.updates.isEmpty()));
    Watcher refused = watch(1);
    await().until(() -> !refused.ended.isOk());
    assertThat(refused.ended.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.ended.getDescription()).isEqualTo("there are 64 watchers already");
    watchers.getFirst().call().cancel("goes", null);
    await()
        .untilAsserted(() -> {
          Watcher again = watch(1);
          await().until(() -> !again.updates.isEmpty() || !again.ended.isOk());
          assertThat(again.updates).hasSize(1);
        });
  }

  @Test
  void nobodyWatchingNothingIsAsked() {
    assertThat(systems.opened).hasValue(0);
    Watcher watcher = watch(100_000);
    await().until(() -> watcher.updates.size() >= 2);
    watcher.call().cancel("goes", null);
    await().until(() -> systems.closed.get() == 1);
    int looks = systems.looks.get();
    Watcher next = watch(1);
    await().until(() -> !next.updates.isEmpty());
    assertThat(systems.opened).hasValue(2);
    assertThat(next.updates.getFirst().getBase()).isZero();
    assertThat(next.updates.getFirst().getVersion())
        .as("no version twice")
        .isGreaterThan(watcher.updates.getLast().getVersion());
    assertThat(systems.looks.get()).isGreaterThan(looks);
  }

  @Test
  void aProxyThatStopsTellsItsWatchersAndGateways() {
    Watcher watcher = watch(100_000);
    await().until(() -> !watcher.updates.isEmpty());
    Replies replies = new Replies();
    StreamObserver<GatewayReport> gateway = stub().report(replies);
    gateway.onNext(report("gateway"));
    await().until(() -> replies.answered.get() == 1);
    service.close();
    await().until(() -> !watcher.ended.isOk() && !replies.ended.isOk());
    assertThat(watcher.ended.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(replies.ended.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    Watcher late = watch(1);
    await().until(() -> !late.ended.isOk());
    assertThat(late.ended.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static final class Replies implements StreamObserver<GatewayReportReply> {
    private final AtomicInteger answered = new AtomicInteger();
    private volatile Status ended = Status.OK;

    @Override
    public void onNext(GatewayReportReply reply) {
      answered.incrementAndGet();
    }

    @Override
    public void onError(Throwable cause) {
      ended = Status.fromThrowable(cause);
    }

    @Override
    public void onCompleted() {
      ended = Status.CANCELLED;
    }
  }

  private static GatewayReport report(String name) {
    return GatewayReport.newBuilder()
        .setGateway(Gateway.newBuilder().setName(name))
        .addLog(LogEvent.newBuilder().setMessage("hello").setLevel("INFO").setProcess("liar"))
        .build();
  }

  private LocalTelemetry local(long logAfter) {
    ManagedChannel channel = InProcessChannelBuilder.forName("telemetry").build();
    open.add(channel::shutdownNow);
    return TelemetryServiceGrpc.newBlockingStub(channel)
        .local(LocalTelemetryRequest.newBuilder().setLogAfter(logAfter).build());
  }

  @Test
  void whatGatewaysReportIsKnownHere() {
    Replies replies = new Replies();
    StreamObserver<GatewayReport> gateway = stub().report(replies);
    gateway.onNext(report("gateway-1"));
    gateway.onNext(report("gateway-1"));
    await().until(() -> replies.answered.get() == 2);
    LocalTelemetry local = local(1);
    assertThat(local.getProxy().getName()).isEqualTo("proxy-1");
    assertThat(local.getGatewaysList())
        .singleElement()
        .satisfies(known -> {
          assertThat(known.getGateway().getName()).isEqualTo("gateway-1");
          assertThat(known.getLogList()).isEmpty();
        });
    assertThat(local.getLogNumber()).isEqualTo(2);
    assertThat(local.getLogList())
        .extracting(LogEvent::getProcess, LogEvent::getMessage)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("gateway-1", "hello"));
  }

  @Test
  void aReportWithoutANameEndsItsStream() {
    Replies replies = new Replies();
    stub().report(replies).onNext(GatewayReport.getDefaultInstance());
    await().until(() -> !replies.ended.isOk());
    assertThat(replies.ended.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(local(0).getGatewaysList()).isEmpty();
  }
}
