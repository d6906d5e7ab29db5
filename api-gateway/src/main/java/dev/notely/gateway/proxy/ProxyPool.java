package dev.notely.gateway.proxy;

import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.releases.v1.Deployment;
import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The live proxies, as the catalog tells; with the catalog away, those that were there last. One
 * that fails is left out at once for a second. One that stops leaves the catalog's list first: it
 * gets nothing new and may end what it has. Which of them serves an account is the split's matter
 * first: one of another release is asked only where those of its own cannot be.
 */
public final class ProxyPool implements AutoCloseable {
  private static final long OUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long AGAIN_MS = 250;

  private final Transport transport;
  private final ManagedChannel catalog;
  private final Routing routing;
  private final Map<String, Proxy> known = new ConcurrentHashMap<>();
  private volatile List<Proxy> live = List.of();
  private volatile ReleaseSplit split = ReleaseSplit.NONE;
  private volatile MirrorOrder mirror = MirrorOrder.NONE;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("member-watch").factory());

  /** A proxy and the channel to it. */
  static final class Proxy {
    private final String name;
    private final String address;
    private final String release;
    private final ManagedChannel channel;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long outUntil = System.nanoTime();

    Proxy(String name, String address, String release, ManagedChannel channel) {
      this.name = name;
      this.address = address;
      this.release = release;
      this.channel = channel;
    }

    ManagedChannel channel() {
      return channel;
    }

    String release() {
      return release;
    }

    boolean isOf(String other) {
      return release.equals(other);
    }

    /** A request goes to it. */
    void began() {
      underWay.incrementAndGet();
    }

    /** It has answered, or will not. */
    void ended() {
      underWay.decrementAndGet();
    }

    /** Left out for a while: a call to it failed. */
    void leaveOut() {
      outUntil = System.nanoTime() + OUT_NANOS;
    }

    private boolean isOut() {
      return System.nanoTime() - outUntil < 0
          || channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE;
    }
  }

  public ProxyPool(Transport transport, ManagedChannel catalog, Routing routing) {
    this.transport = transport;
    this.catalog = catalog;
    this.routing = routing;
  }

  /** Begins to listen to the catalog. */
  public void start() {
    MemberServiceGrpc.newStub(catalog).watch(WatchMembers.getDefaultInstance(), new Watcher());
  }

  /** True if some proxy can be asked. */
  public boolean isReady() {
    return live.stream().anyMatch(proxy -> !proxy.isOut());
  }

  /** The live proxies in the order in which to ask them for an account. */
  List<Proxy> order(UUID account) {
    List<Proxy> now = live;
    if (now.size() < 2) {
      return now;
    }
    ReleaseSplit shares = split;
    String release = shares.of(account).orElse("");
    List<ProxyOrder.Candidate<Proxy>> candidates = new ArrayList<>(now.size());
    for (Proxy proxy : now) {
      candidates.add(
          new ProxyOrder.Candidate<>(
              proxy,
              proxy.name,
              proxy.isOut(),
              proxy.underWay.get(),
              release.isEmpty() || proxy.isOf(release) ? 0 : shares.gives(proxy.release) ? 1 : 2));
    }
    return switch (routing) {
      case HASH -> ProxyOrder.hashed(candidates, account);
      case RANDOM -> ProxyOrder.ordered(candidates, _ -> ThreadLocalRandom.current().nextLong());
    };
  }

  /** The release that the split gives to an account; empty: any. */
  String releaseOf(UUID account) {
    return split.of(account).orElse("");
  }

  /** The first proxy of a release for an account; empty: none of it is there. */
  Optional<Proxy> first(UUID account, String release) {
    return order(account).stream()
        .filter(proxy -> proxy.isOf(release) && !proxy.isOut())
        .findFirst();
  }

  /** Which reads are to be mirrored now. */
  MirrorOrder mirror() {
    return mirror;
  }

  private void update(Members members) {
    List<Proxy> now = new ArrayList<>();
    for (ProxyMember member : members.getProxiesList()) {
      now.add(
          known.compute(
              member.getName(),
              (_, old) ->
                  old != null
                          && old.address.equals(member.getAddress())
                          && old.isOf(member.getRelease())
                      ? old
                      : connected(member)));
    }
    live = List.copyOf(now);
    known
        .values()
        .removeIf(proxy -> {
          boolean gone = !now.contains(proxy);
          if (gone) {
            proxy.channel.shutdown(); // calls under way may end
          }
          return gone;
        });
  }

  private void follow(Members members) {
    split =
        new ReleaseSplit(
            members.getSplitList().stream()
                .map(share -> new ReleaseSplit.Share(share.getRelease(), share.getPercent()))
                .toList());
    Deployment deployment = members.getDeployment();
    mirror =
        deployment.getState() == DeploymentState.SHIFTING
            ? new MirrorOrder(
                deployment.getFromRelease(), deployment.getToRelease(), deployment.getMirror())
            : MirrorOrder.NONE;
  }

  private Proxy connected(ProxyMember member) {
    return new Proxy(
        member.getName(),
        member.getAddress(),
        member.getRelease(),
        transport.channel(HostPort.parse(member.getAddress())));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    known.values().forEach(proxy -> proxy.channel.shutdownNow());
  }

  private final class Watcher implements StreamObserver<Members> {
    @Override
    public void onNext(Members members) {
      // A catalog that has just come back knows nobody yet: keep those that were there until it
      // does.
      if (members.getProxiesCount() > 0 || live.isEmpty()) {
        update(members);
      }
      follow(members);
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
      start();
    }
  }
}
