package dev.notely.proxy.store;

import dev.notely.proto.migrations.v1.Cohort;
import dev.notely.proto.migrations.v1.CohortCount;
import dev.notely.proto.migrations.v1.CohortCounts;
import dev.notely.proto.migrations.v1.Cohorts;
import dev.notely.proto.migrations.v1.UserFeelingServiceGrpc;
import dev.notely.proxy.feeling.Counts;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What users of some cohorts feel at all proxies, added up. A proxy that fails is opened again;
 * what it counted meanwhile is lost.
 */
public final class FeelingClient implements AutoCloseable {
  private static final long AGAIN_MS = 250;

  private final Function<HostPort, ManagedChannel> channels;
  private final Cohorts request;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("feeling-client").factory());
  private final Object lock = new Object();
  private final Map<HostPort, Link> links = new HashMap<>(); // under `lock`
  private List<Counts> counts; // under `lock`

  /**
   * Follows nobody yet.
   *
   * @param channels as {@code transport::channel}; each is closed here
   */
  public FeelingClient(Function<HostPort, ManagedChannel> channels, List<Set<UUID>> cohorts) {
    this.channels = channels;
    this.request = request(cohorts);
    this.counts = Collections.nCopies(cohorts.size(), Counts.NONE);
  }

  private static Cohorts request(List<Set<UUID>> cohorts) {
    Cohorts.Builder request = Cohorts.newBuilder();
    for (Set<UUID> cohort : cohorts) {
      request.addCohorts(
          Cohort.newBuilder().addAllAccounts(cohort.stream().map(Ids::bytes).toList()));
    }
    return request.build();
  }

  /** From now on follows exactly these proxies; streams that are open already stay so. */
  public void follow(Collection<HostPort> proxies) {
    List<Link> opened = new ArrayList<>();
    List<Link> closed = new ArrayList<>();
    synchronized (lock) {
      for (HostPort gone : new HashSet<>(links.keySet())) {
        if (!proxies.contains(gone)) {
          Link link = links.remove(gone);
          if (link != null) {
            closed.add(link);
          }
        }
      }
      for (HostPort proxy : proxies) {
        if (!links.containsKey(proxy)) {
          Link link = new Link(channels.apply(proxy));
          links.put(proxy, link);
          opened.add(link);
        }
      }
    }
    closed.forEach(Link::close);
    opened.forEach(Link::open);
  }

  /** The counts since the last take, in the order of the cohorts. */
  public List<Counts> take() {
    synchronized (lock) {
      List<Counts> taken = counts;
      counts = Collections.nCopies(taken.size(), Counts.NONE);
      return taken;
    }
  }

  private void add(CohortCounts message) {
    synchronized (lock) {
      List<Counts> sum = new ArrayList<>();
      for (int i = 0; i < counts.size(); i++) {
        sum.add(
            i < message.getCohortsCount()
                ? counts.get(i).plus(counts(message.getCohorts(i)))
                : counts.get(i));
      }
      counts = List.copyOf(sum);
    }
  }

  private static Counts counts(CohortCount count) {
    List<Counts.Bucket> buckets =
        count.getLatenciesList().stream()
            .map(bucket -> new Counts.Bucket(bucket.getMicros(), bucket.getRequests()))
            .toList();
    return new Counts(count.getRequests(), count.getErrors(), buckets);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    follow(List.of());
  }

  /** The stream of one proxy. */
  private final class Link implements StreamObserver<CohortCounts> {
    private final ManagedChannel channel;
    private volatile boolean closed;

    Link(ManagedChannel channel) {
      this.channel = channel;
    }

    void open() {
      if (!closed) {
        UserFeelingServiceGrpc.newStub(channel).watch(request, this);
      }
    }

    void close() {
      closed = true;
      channel.shutdownNow();
    }

    @Override
    public void onNext(CohortCounts message) {
      if (!closed) {
        add(message);
      }
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
      if (!closed && !timer.isShutdown()) {
        var _ = timer.schedule(this::open, AGAIN_MS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
