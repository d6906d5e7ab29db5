package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.StoreMember;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the catalog that this store is there, again and again; a broken stream is opened anew with
 * the next heartbeat.
 */
final class MemberReporter implements AutoCloseable {
  private static final long HEARTBEAT_MS = 2_000;
  private static final long AGAIN_MS = 500;

  private final ManagedChannel channel;
  private final Heartbeat heartbeat;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());
  private @Nullable StreamObserver<Heartbeat> stream; // touched by the timer's thread only

  private MemberReporter(ManagedChannel channel, StoreMember member) {
    this.channel = channel;
    this.heartbeat = Heartbeat.newBuilder().setStore(member).build();
  }

  static MemberReporter start(ManagedChannel channel, StoreMember member) {
    MemberReporter reporter = new MemberReporter(channel, member);
    var _ =
        reporter.timer.scheduleWithFixedDelay(
            reporter::beat, 0, HEARTBEAT_MS, TimeUnit.MILLISECONDS);
    return reporter;
  }

  private void beat() {
    try {
      if (stream == null) {
        stream = MemberServiceGrpc.newStub(channel).join(new Ended());
      }
      stream.onNext(heartbeat);
    } catch (RuntimeException e) {
      stream = null; // a timer that met an exception would never come again
    }
  }

  private void restart() {
    stream = null;
    channel.resetConnectBackoff(); // it may be back: the backoff grows to minutes
    beat();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    channel.shutdownNow();
  }

  private final class Ended implements StreamObserver<HeartbeatReply> {
    @Override
    public void onNext(HeartbeatReply reply) {
      // recorded
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
        var _ = timer.schedule(MemberReporter.this::restart, AGAIN_MS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
