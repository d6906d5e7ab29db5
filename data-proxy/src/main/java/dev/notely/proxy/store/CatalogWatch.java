package dev.notely.proxy.store;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.PlacementEvent;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.catalog.v1.WatchPlacements;
import dev.notely.proxy.placement.Placement;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the catalog tells by itself: placements that changed, and members; and what it is told: that
 * this proxy is there. A broken stream is opened again, placements from the last version seen, so
 * that nothing is missed.
 */
public final class CatalogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);
  private static final long AGAIN_MS = 250;
  private static final long HEARTBEAT_MS = 2_000;

  private final ManagedChannel channel;
  private final Consumer<Placement> onPlacement;
  private final Consumer<Members> onMembers;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("catalog-watch").factory());
  private volatile long version;
  private volatile boolean left;
  private @Nullable StreamObserver<Heartbeat> joined; // touched by the timer's thread only

  public CatalogWatch(
      ManagedChannel channel, Consumer<Placement> onPlacement, Consumer<Members> onMembers) {
    this.channel = channel;
    this.onPlacement = onPlacement;
    this.onMembers = onMembers;
  }

  /** Opens the two watches. */
  public void start() {
    watchPlacements();
    watchMembers();
  }

  /** From now on the catalog lists this proxy as live. */
  public void join(ProxyMember proxy) {
    Heartbeat heartbeat = Heartbeat.newBuilder().setProxy(proxy).build();
    var _ =
        timer.scheduleWithFixedDelay(() -> beat(heartbeat), 0, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
  }

  /** From now on the catalog does not list it any more; returns before that is so. */
  public void leave() {
    left = true;
    try {
      timer.execute(() -> {
        if (joined != null) {
          joined.onCompleted();
        }
      });
    } catch (RejectedExecutionException e) {
      // Closed: the stream ends with the channel.
    }
  }

  private void beat(Heartbeat heartbeat) {
    if (left) {
      return;
    }
    if (joined == null) {
      joined =
          MemberServiceGrpc.newStub(channel)
              .join(
                  new Watcher<HeartbeatReply>(
                      _ -> {},
                      () -> {
                        joined = null;
                        beat(heartbeat);
                      }));
    }
    joined.onNext(heartbeat);
  }

  private void watchPlacements() {
    PlacementServiceGrpc.newStub(channel)
        .watch(
            WatchPlacements.newBuilder().setAfterVersion(version).build(),
            new Watcher<PlacementEvent>(this::event, this::watchPlacements));
  }

  private void event(PlacementEvent event) {
    if (event.hasPlacement()) {
      onPlacement.accept(RecordMapping.placement(event.getPlacement()));
      version = event.getVersion();
    } else if (version == 0) {
      version = event.getVersion();
    }
  }

  private void watchMembers() {
    MemberServiceGrpc.newStub(channel)
        .watch(
            WatchMembers.getDefaultInstance(), new Watcher<Members>(onMembers, this::watchMembers));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private final class Watcher<T> implements StreamObserver<T> {
    private final Consumer<T> onEvent;
    private final Runnable reopen;

    Watcher(Consumer<T> onEvent, Runnable reopen) {
      this.onEvent = onEvent;
      this.reopen = reopen;
    }

    @Override
    public void onNext(T event) {
      onEvent.accept(event);
    }

    @Override
    public void onError(Throwable cause) {
      Status.Code code = Status.fromThrowable(cause).getCode();
      if (code == Status.Code.FAILED_PRECONDITION || code == Status.Code.INVALID_ARGUMENT) {
        LOG.atWarn().addKeyValue("reason", cause.getMessage()).log("the catalog turns us away");
      }
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
      // It may be back: the backoff grows to minutes, and everybody's calls wait for it.
      channel.resetConnectBackoff();
      reopen.run();
    }
  }
}
