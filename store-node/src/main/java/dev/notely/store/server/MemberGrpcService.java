package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.StoreMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.KnownStore;
import dev.notely.store.catalog.MemberDirectory;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who is there: a member lives as long as its stream and its heartbeats. */
final class MemberGrpcService extends MemberServiceGrpc.MemberServiceImplBase {
  private static final long SILENCE_MS = 6_000;

  private final Catalog catalog;
  private final MemberDirectory directory;
  private final Executor executor;
  private final ScheduledExecutorService timer;

  MemberGrpcService(
      Catalog catalog,
      MemberDirectory directory,
      Executor executor,
      ScheduledExecutorService timer) {
    this.catalog = catalog;
    this.directory = directory;
    this.executor = executor;
    this.timer = timer;
  }

  @Override
  public StreamObserver<Heartbeat> join(StreamObserver<HeartbeatReply> observer) {
    return new Membership((ServerCallStreamObserver<HeartbeatReply>) observer);
  }

  /** One member's stream. Its calls come one after the other. */
  private final class Membership implements StreamObserver<Heartbeat> {
    private final ServerCallStreamObserver<HeartbeatReply> replies;
    private Runnable leave = () -> {};
    private @Nullable ScheduledFuture<?> silence;

    Membership(ServerCallStreamObserver<HeartbeatReply> replies) {
      this.replies = replies;
      replies.setOnCancelHandler(this::ended);
    }

    @Override
    public void onNext(Heartbeat heartbeat) {
      restartSilence();
      switch (heartbeat.getMemberCase()) {
        case PROXY -> {
          MemberDirectory.Proxy proxy = proxy(heartbeat.getProxy());
          directory.joined(proxy);
          leave = () -> directory.left(proxy);
          replies.onNext(HeartbeatReply.getDefaultInstance());
        }
        case STORE -> store(heartbeat.getStore());
        case MEMBER_NOT_SET ->
            replies.onError(
                Status.INVALID_ARGUMENT
                    .withDescription("member is missing: proxy or store")
                    .asRuntimeException());
      }
    }

    private void store(StoreMember member) {
      KnownStore store = new KnownStore(member.getName(), member.getAddress(), member.getSchema());
      leave = () -> directory.left(store);
      if (catalog.stores().contains(store)) {
        directory.joined(store);
        replies.onNext(HeartbeatReply.getDefaultInstance());
        return;
      }
      // Remembered first: an account may be placed there as soon as anybody hears of it.
      CompletableFuture<Boolean> remembered = catalog.remember(store);
      var _ =
          remembered.whenComplete((_, failure) -> {
            if (failure != null) {
              replies.onError(StatusMapper.toStatus(failure));
            } else {
              directory.joined(store);
              replies.onNext(HeartbeatReply.getDefaultInstance());
            }
          });
    }

    private void restartSilence() {
      if (silence != null) {
        silence.cancel(false);
      }
      silence = timer.schedule(this::silent, SILENCE_MS, TimeUnit.MILLISECONDS);
    }

    private void silent() {
      leave.run();
      replies.onError(
          Status.DEADLINE_EXCEEDED.withDescription("no heartbeat").asRuntimeException());
    }

    private void ended() {
      if (silence != null) {
        silence.cancel(false);
      }
      leave.run();
    }

    @Override
    public void onError(Throwable cause) {
      ended();
    }

    @Override
    public void onCompleted() {
      ended();
      replies.onCompleted();
    }
  }

  private static MemberDirectory.Proxy proxy(ProxyMember member) {
    return new MemberDirectory.Proxy(
        member.getName(), member.getAddress(), member.getRelease(), member.getProtocol());
  }

  @Override
  public void watch(WatchMembers request, StreamObserver<Members> observer) {
    ServerCallStreamObserver<Members> members = (ServerCallStreamObserver<Members>) observer;
    Watcher watcher = new Watcher(members);
    AutoCloseable registration = directory.watch(watcher::changed);
    members.setOnCancelHandler(() -> Pump.closeQuietly(registration));
    members.setOnReadyHandler(watcher::wake);
    watcher.changed();
  }

  /** Sends the newest state whenever it can be taken; states in between may be left out. */
  private final class Watcher extends Pump {
    private final ServerCallStreamObserver<Members> members;
    private volatile boolean dirty;

    Watcher(ServerCallStreamObserver<Members> members) {
      super(executor);
      this.members = members;
    }

    void changed() {
      dirty = true;
      wake();
    }

    @Override
    protected boolean step() {
      if (!dirty || members.isCancelled() || !members.isReady()) {
        return false;
      }
      dirty = false; // before the look: a change during it makes another
      members.onNext(now());
      return true;
    }

    @Override
    protected void failed(RuntimeException failure) {
      members.onError(StatusMapper.toStatus(failure));
    }
  }

  private Members now() {
    Members.Builder members = Members.newBuilder();
    for (MemberDirectory.Proxy proxy : directory.proxies()) {
      members.addProxies(
          ProxyMember.newBuilder()
              .setName(proxy.name())
              .setAddress(proxy.address())
              .setRelease(proxy.release())
              .setProtocol(proxy.protocol()));
    }
    for (MemberDirectory.Store store : directory.stores(catalog.stores())) {
      members.addStores(
          StoreMember.newBuilder()
              .setName(store.store().name())
              .setAddress(store.store().address())
              .setSchema(store.store().schema())
              .setLive(store.live()));
    }
    return members.build();
  }
}
