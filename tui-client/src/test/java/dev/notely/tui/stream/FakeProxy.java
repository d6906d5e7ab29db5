package dev.notely.tui.stream;

import dev.notely.proto.accounts.v1.Account;
import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Document;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.migrations.v1.ListEvents;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MigrationServiceGrpc;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.telemetry.v1.TelemetryServiceGrpc;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A data proxy within the test: what it was asked, and streams that the test speaks on. */
final class FakeProxy implements AutoCloseable {
  final BlockingQueue<WatchTelemetry> watches = new LinkedBlockingQueue<>();
  final List<Object> asked = new CopyOnWriteArrayList<>();

  /** Ids of events by migration; 0: of moves without one. */
  final Map<Long, List<Long>> journals =
      new ConcurrentHashMap<>(Map.of(0L, List.of(1L), 7L, List.of(1L, 2L)));

  static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private final BlockingQueue<StreamObserver<TelemetryUpdate>> streams =
      new LinkedBlockingQueue<>();
  private final Server server;

  /** Refuses what the function answers a status for. */
  FakeProxy(String address, Function<Object, Status> refusal) throws IOException {
    InProcessServerBuilder builder = InProcessServerBuilder.forName(address);
    for (BindableService service :
        List.of(
            new Telemetry(),
            new Accounts(refusal),
            new Migrations(refusal),
            new Releasing(refusal))) {
      builder.addService(service);
    }
    server = builder.build().start();
  }

  FakeProxy(String address) throws IOException {
    this(address, _ -> Status.OK);
  }

  /** The next stream that somebody opened. */
  StreamObserver<TelemetryUpdate> stream() throws InterruptedException {
    StreamObserver<TelemetryUpdate> stream =
        streams.poll(10, java.util.concurrent.TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("nobody watches");
    }
    return stream;
  }

  /** As when its process dies. */
  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Telemetry extends TelemetryServiceGrpc.TelemetryServiceImplBase {
    @Override
    public void watch(WatchTelemetry request, StreamObserver<TelemetryUpdate> observer) {
      watches.add(request);
      streams.add(observer);
    }
  }

  private <A> void answer(
      Object request, Function<Object, Status> refusal, A answer, StreamObserver<A> observer) {
    asked.add(request);
    Status status = refusal.apply(request);
    if (status.isOk()) {
      observer.onNext(answer);
      observer.onCompleted();
    } else {
      observer.onError(status.asRuntimeException());
    }
  }

  private final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
    private final Function<Object, Status> refusal;

    Accounts(Function<Object, Status> refusal) {
      this.refusal = refusal;
    }

    @Override
    public void update(UpdateAccount request, StreamObserver<Account> observer) {
      answer(request, refusal, Account.getDefaultInstance(), observer);
    }
  }

  private final class Migrations extends MigrationServiceGrpc.MigrationServiceImplBase {
    private final Function<Object, Status> refusal;

    Migrations(Function<Object, Status> refusal) {
      this.refusal = refusal;
    }

    @Override
    public void command(CommandRequest request, StreamObserver<Document> observer) {
      answer(request, refusal, Document.newBuilder().setJson("{}").build(), observer);
    }

    @Override
    public void setLimits(Limits request, StreamObserver<Document> observer) {
      answer(request, refusal, Document.newBuilder().setJson("{}").build(), observer);
    }

    @Override
    public void status(MigrationId request, StreamObserver<Document> observer) {
      answer(
          request,
          refusal,
          Document.newBuilder().setJson("{\"state\":\"COMPLETED\"}").build(),
          observer);
    }

    /** An event is as many seconds after noon as its id says. */
    @Override
    public void events(ListEvents request, StreamObserver<Document> observer) {
      List<Long> left =
          journals.getOrDefault(request.getId(), List.of()).stream()
              .filter(id -> id > request.getAfter())
              .toList();
      List<Long> page = left.subList(0, Math.min(left.size(), request.getLimit()));
      String json =
          page.stream()
              .map(id ->
                  "{\"id\":%d,\"at\":\"%s\",\"actor\":\"m%d\",\"event\":\"E\",\"to\":\"X\",\"evidence\":{\"n\":%d},\"traceId\":\"t\"}"
                      .formatted(id, NOON.plusSeconds(id), request.getId(), id))
              .collect(Collectors.joining(",", "[", "]"));
      answer(
          request,
          refusal,
          Document.newBuilder()
              .setJson(json)
              .setNext(page.size() < left.size() ? page.getLast().toString() : "")
              .build(),
          observer);
    }
  }

  private final class Releasing extends ReleaseServiceGrpc.ReleaseServiceImplBase {
    private static final Releases NOW =
        Releases.newBuilder()
            .setDeployment(
                Deployment.newBuilder()
                    .setState(DeploymentState.STARTING)
                    .setFromRelease("1")
                    .setToRelease("2"))
            .build();
    private final Function<Object, Status> refusal;

    Releasing(Function<Object, Status> refusal) {
      this.refusal = refusal;
    }

    @Override
    public void deploy(DeployRequest request, StreamObserver<Releases> observer) {
      answer(request, refusal, NOW, observer);
    }

    @Override
    public void rollBack(RollBackRequest request, StreamObserver<Releases> observer) {
      answer(request, refusal, NOW, observer);
    }
  }
}
