package dev.notely.store.server;

import dev.notely.proto.catalog.v1.Heartbeat;
import dev.notely.proto.catalog.v1.HeartbeatReply;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.RefusedReleases;
import dev.notely.store.releases.ReleaseControl;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Who is there: a member lives as long as its stream and its heartbeats. */
final class MemberGrpcService extends MemberServiceGrpc.MemberServiceImplBase {
  private final Catalog catalog;
  private final MemberDirectory directory;
  private final RefusedReleases refused;
  private final ReleaseControl releases;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Duration silence;

  /**
   * @param executor for watchers, which read the file
   * @param silence a member without a heartbeat for this long is gone
   */
  MemberGrpcService(
      Catalog catalog,
      MemberDirectory directory,
      RefusedReleases refused,
      ReleaseControl releases,
      Executor executor,
      ScheduledExecutorService timer,
      Duration silence) {
    this.catalog = catalog;
    this.directory = directory;
    this.refused = refused;
    this.releases = releases;
    this.executor = executor;
    this.timer = timer;
    this.silence = silence;
  }

  @Override
  public StreamObserver<Heartbeat> join(StreamObserver<HeartbeatReply> observer) {
    ServerCallStreamObserver<HeartbeatReply> replies =
        (ServerCallStreamObserver<HeartbeatReply>) observer;
    Membership membership = new Membership(replies, catalog, directory, refused, timer, silence);
    replies.setOnCancelHandler(membership::ended);
    return membership;
  }

  @Override
  public void watch(WatchMembers request, StreamObserver<Members> observer) {
    ServerCallStreamObserver<Members> members = (ServerCallStreamObserver<Members>) observer;
    Watcher watcher = new Watcher(members);
    members.setOnCancelHandler(watcher::stop);
    members.setOnReadyHandler(watcher::wake);
    watcher.begin();
  }

  /** Sends the newest state whenever it can be taken; states in between may be left out. */
  private final class Watcher extends Pump {
    private final ServerCallStreamObserver<Members> members;
    private final Runnable onChange = this::changed;
    private volatile boolean dirty;

    Watcher(ServerCallStreamObserver<Members> members) {
      super(executor);
      this.members = members;
    }

    void begin() {
      directory.watch(onChange);
      releases.watch(onChange);
      changed();
    }

    private void changed() {
      dirty = true;
      wake();
    }

    @Override
    protected boolean step() {
      if (!dirty || members.isCancelled() || !members.isReady()) {
        return false;
      }
      dirty = false; // before the look: a change during it makes another
      members.onNext(
          MemberMapping.members(
              directory.proxies(),
              directory.stores(catalog.stores()),
              releases.state(),
              releases.wanted()));
      return true;
    }

    @Override
    protected void failed(RuntimeException failure) {
      stop();
      members.onError(StatusMapper.toStatus(failure));
    }

    void stop() {
      directory.unwatch(onChange);
      releases.unwatch(onChange);
    }
  }
}
