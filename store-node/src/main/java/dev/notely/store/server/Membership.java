package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.runtime.grpc.Protocol;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.KnownStore;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.RefusedReleases;
import dev.notely.store.catalog.Supervisor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One member's stream of heartbeats. The event loop, the timer and the writer's thread meet here:
 * after the end nothing joins and nothing is sent.
 */
final class Membership implements StreamObserver<Heartbeat> {
  private final StreamObserver<HeartbeatReply> replies; // used under this lock: calls may not meet
  private final Catalog catalog;
  private final MemberDirectory directory;
  private final RefusedReleases refused;
  private final ScheduledExecutorService timer;
  private final Duration silence;
  private @Nullable ScheduledFuture<?> alarm; // guarded by this
  private boolean over; // guarded by this

  Membership(
      StreamObserver<HeartbeatReply> replies,
      Catalog catalog,
      MemberDirectory directory,
      RefusedReleases refused,
      ScheduledExecutorService timer,
      Duration silence) {
    this.replies = replies;
    this.catalog = catalog;
    this.directory = directory;
    this.refused = refused;
    this.timer = timer;
    this.silence = silence;
    expectHeartbeat();
  }

  @Override
  public void onNext(Heartbeat heartbeat) {
    expectHeartbeat();
    try {
      switch (heartbeat.getMemberCase()) {
        case PROXY -> {
          MemberDirectory.Proxy proxy = MemberMapping.proxy(heartbeat.getProxy());
          checkProtocol(proxy);
          recorded(() -> directory.joined(this, proxy));
        }
        case STORE -> store(MemberMapping.store(heartbeat.getStore()));
        case SUPERVISOR -> {
          Supervisor supervisor = MemberMapping.supervisor(heartbeat.getSupervisor());
          recorded(() -> directory.joined(this, supervisor));
        }
        case MEMBER_NOT_SET ->
            throw new IllegalArgumentException(
                "member is not set; it is proxy, store or supervisor");
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void checkProtocol(MemberDirectory.Proxy proxy) {
    if (proxy.protocol() < Protocol.CURRENT) {
      refused.refused(proxy.release(), proxy.protocol());
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "proxy.protocol of "
                  + proxy.name()
                  + " is "
                  + proxy.protocol()
                  + "; it is "
                  + Protocol.CURRENT
                  + " or higher: release '"
                  + proxy.release()
                  + "' is too old")
          .asRuntimeException();
    }
  }

  private void store(KnownStore store) {
    if (catalog.stores().contains(store)) {
      recorded(() -> directory.joined(this, store));
      return;
    }
    // Remembered first: an account may be placed there as soon as anybody hears of it.
    CompletableFuture<Boolean> remembered = catalog.remember(store);
    var _ =
        remembered.whenComplete((_, failure) -> {
          if (failure != null) {
            fail(failure);
          } else {
            recorded(() -> directory.joined(this, store));
          }
        });
  }

  private synchronized void recorded(Runnable join) {
    if (!over) {
      join.run();
      replies.onNext(HeartbeatReply.getDefaultInstance());
    }
  }

  private synchronized void expectHeartbeat() {
    if (alarm != null) {
      alarm.cancel(false);
    }
    if (!over) {
      alarm = timer.schedule(this::silent, silence.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void silent() {
    fail(
        Status.DEADLINE_EXCEEDED
            .withDescription("no heartbeat in " + silence)
            .asRuntimeException());
  }

  private synchronized void fail(Throwable failure) {
    if (!over) {
      ended();
      replies.onError(StatusMapper.toStatus(failure));
    }
  }

  /** The member is gone, however its stream ended. */
  synchronized void ended() {
    over = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    directory.left(this);
  }

  @Override
  public void onError(Throwable cause) {
    ended();
  }

  @Override
  public synchronized void onCompleted() {
    if (!over) {
      ended();
      replies.onCompleted();
    }
  }
}
