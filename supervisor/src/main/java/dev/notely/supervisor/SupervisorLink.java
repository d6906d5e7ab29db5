package dev.notely.supervisor;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.SupervisorMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor's word with the catalog: says what it has, hears what is wanted. A broken stream
 * is opened again.
 */
final class SupervisorLink implements ProxyFleet.Link {
  private static final long HEARTBEAT_MS = 1_000;
  private static final long AGAIN_MS = 250;
  private static final long FIRST_LOOK_S = 10;

  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final ManagedChannel catalog;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("supervisor-link").factory());
  private @Nullable StreamObserver<Heartbeat> joined; // touched by the timer's thread only

  SupervisorLink(String catalog) {
    this.catalog = transport.channel(HostPort.parse(catalog));
  }

  /** What the catalog says now; empty: it does not answer. */
  Optional<Members> look() {
    try {
      Iterator<Members> members =
          MemberServiceGrpc.newBlockingStub(catalog)
              .withWaitForReady()
              .withDeadlineAfter(FIRST_LOOK_S, TimeUnit.SECONDS)
              .watch(WatchMembers.getDefaultInstance());
      return members.hasNext() ? Optional.of(members.next()) : Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** On the timer's thread and the transport's. */
  @Override
  public void start(Supplier<SupervisorMember> present, Consumer<Members> onMembers) {
    watch(onMembers);
    var _ =
        timer.scheduleWithFixedDelay(() -> beat(present), 0, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
  }

  private void beat(Supplier<SupervisorMember> present) {
    if (joined == null) {
      joined =
          MemberServiceGrpc.newStub(catalog)
              .join(new Stream<HeartbeatReply>(_ -> {}, () -> joined = null));
    }
    joined.onNext(Heartbeat.newBuilder().setSupervisor(present.get()).build());
  }

  private void watch(Consumer<Members> onMembers) {
    MemberServiceGrpc.newStub(catalog)
        .watch(WatchMembers.getDefaultInstance(), new Stream<>(onMembers, () -> watch(onMembers)));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    catalog.shutdownNow();
    transport.close();
  }

  private final class Stream<T> implements StreamObserver<T> {
    private final Consumer<T> onNext;
    private final Runnable reopen;

    Stream(Consumer<T> onNext, Runnable reopen) {
      this.onNext = onNext;
      this.reopen = reopen;
    }

    @Override
    public void onNext(T next) {
      onNext.accept(next);
    }

    @Override
    public void onError(Throwable cause) {
      again();
    }

    @Override
    public void onCompleted() {
      again();
    }

    private void again() {
      if (!timer.isShutdown()) {
        var _ = timer.schedule(this::open, AGAIN_MS, TimeUnit.MILLISECONDS);
      }
    }

    private void open() {
      catalog.resetConnectBackoff(); // it may be back: the backoff grows to minutes
      reopen.run();
    }
  }
}
