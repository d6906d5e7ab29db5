package dev.notely.gateway.proxy;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.ReleaseReport;
import dev.notely.proto.releases.v1.ReleaseReportReply;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Mirrored;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.overload.RetryBudget;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A proxy of each of two releases, a catalog, and the gateway's side of them. */
final class TwoReleases implements AutoCloseable {
  final Proxy v1 = new Proxy("v1");
  final Proxy v2 = new Proxy("v2");
  final Queue<ReleaseReport> reports = new ConcurrentLinkedQueue<>();
  private final ManagedChannel channel;
  final ProxyPool pool;
  final ReleaseWatch watch;
  final ProxyClient client;
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private final List<StreamObserver<Members>> watchers = new CopyOnWriteArrayList<>();
  private volatile Members members = Members.getDefaultInstance();

  /** Keeps one note, and fails or errs as it is told. */
  static final class Proxy extends NoteServiceGrpc.NoteServiceImplBase
      implements ServerInterceptor {
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger mirrored = new AtomicInteger(); // of them
    final String release;
    volatile @Nullable Status failure;
    volatile String content = "the same";
    private String address = "";

    Proxy(String release) {
      this.release = release;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (Mirrored.is(headers)) {
        mirrored.incrementAndGet();
      }
      return next.startCall(call, headers);
    }

    private <A> void answer(StreamObserver<A> observer, A answer) {
      asked.incrementAndGet();
      Status status = failure;
      if (status != null) {
        observer.onError(status.asRuntimeException());
        return;
      }
      observer.onNext(answer);
      observer.onCompleted();
    }

    @Override
    public void get(GetNote request, StreamObserver<NoteAnswer> observer) {
      answer(
          observer,
          NoteAnswer.newBuilder()
              .setOutcome(Outcome.OK)
              .setNote(
                  Note.newBuilder()
                      .setId(request.getNote())
                      .setCreator(request.getAccount())
                      .setSeq(1)
                      .setContent(ByteString.copyFromUtf8(content)))
              .build());
    }

    @Override
    public void list(ListNotes request, StreamObserver<ListAnswer> observer) {
      answer(observer, ListAnswer.newBuilder().setOutcome(Outcome.OK).build());
    }
  }

  TwoReleases() throws IOException {
    HostPort any = new HostPort("127.0.0.1", 0);
    for (Proxy proxy : List.of(v1, v2)) {
      Server server =
          transport.startServer(any, List.of(() -> ServerInterceptors.intercept(proxy, proxy)));
      servers.add(server);
      proxy.address = "127.0.0.1:" + server.getPort();
    }
    Server catalog = transport.startServer(any, List.of(new Catalog(), new Releases()));
    servers.add(catalog);
    channel = transport.channel(new HostPort("127.0.0.1", catalog.getPort()));
    pool = new ProxyPool(transport, channel, Routing.HASH);
    watch = new ReleaseWatch(pool, channel);
    client = new ProxyClient(pool, new RetryBudget(), 2_000, watch);
    show(0, 0, v1, v2);
    pool.start();
    await().until(pool::isReady);
  }

  private final class Catalog extends MemberServiceGrpc.MemberServiceImplBase {
    @Override
    public void watch(WatchMembers request, StreamObserver<Members> observer) {
      watchers.add(observer);
      observer.onNext(members);
    }
  }

  private final class Releases extends ReleaseServiceGrpc.ReleaseServiceImplBase {
    @Override
    public void report(ReleaseReport request, StreamObserver<ReleaseReportReply> observer) {
      reports.add(request);
      observer.onNext(ReleaseReportReply.getDefaultInstance());
      observer.onCompleted();
    }
  }

  /** The catalog says: v2 has so much of the traffic, and this share of reads is mirrored. */
  void show(int percent, double mirror, Proxy... live) {
    Members.Builder now = Members.newBuilder();
    for (Proxy proxy : live) {
      now.addProxies(
          ProxyMember.newBuilder()
              .setName(proxy.release + "-proxy")
              .setAddress(proxy.address)
              .setRelease(proxy.release));
    }
    now.addSplit(ReleaseShare.newBuilder().setRelease("v2").setPercent(percent));
    now.addSplit(ReleaseShare.newBuilder().setRelease("v1").setPercent(100 - percent));
    now.setDeployment(
        Deployment.newBuilder()
            .setState(DeploymentState.SHIFTING)
            .setFromRelease("v1")
            .setToRelease("v2")
            .setMirror(mirror));
    members = now.build();
    MirrorOrder order = new MirrorOrder("v1", "v2", mirror);
    for (StreamObserver<Members> watcher : watchers) {
      watcher.onNext(members);
      await().until(() -> pool.mirror().equals(order));
    }
  }

  @Override
  public void close() {
    watch.close();
    pool.close();
    channel.shutdownNow();
    servers.forEach(Server::shutdownNow);
    transport.close();
  }
}
