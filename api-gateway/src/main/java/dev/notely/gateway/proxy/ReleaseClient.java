package dev.notely.gateway.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.notely.gateway.proxy.ProxyCallException.Kind;
import dev.notely.gateway.proxy.ReleaseViews.DifferenceView;
import dev.notely.gateway.proxy.ReleaseViews.Releases;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.GetReleases;
import dev.notely.proto.releases.v1.ListDifferences;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc;
import dev.notely.proto.releases.v1.ReleaseServiceGrpc.ReleaseServiceFutureStub;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.proto.releases.v1.Strategy;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Typed calls about releases, straight to the catalog: a release that does not work cannot stand in
 * the way of its own rollback. None is sent twice.
 */
public final class ReleaseClient {
  private static final CallFailures FAILURES = new CallFailures("Release not found", "taken");

  private final ManagedChannel catalog;
  private final long timeoutMs;

  public ReleaseClient(ManagedChannel catalog, long timeoutMs) {
    this.catalog = catalog;
    this.timeoutMs = timeoutMs;
  }

  /**
   * A deployment that is asked for; empty or 0: the catalog chooses.
   *
   * @param strategy a name of releases.proto, empty: ROLLING
   * @param steps percent of the traffic
   * @param mirror share of reads, 0..1
   */
  public record Wish(
      String strategy, List<Integer> steps, int soakMs, double mirror, String release) {
    public Wish {
      steps = List.copyOf(steps);
    }
  }

  public Releases get() {
    return ReleaseViews.releases(call(stub -> stub.get(GetReleases.getDefaultInstance())));
  }

  public Releases deploy(Wish wish, Asker asker) {
    DeployRequest request =
        DeployRequest.newBuilder()
            .setStrategy(
                wish.strategy().isEmpty()
                    ? Strategy.STRATEGY_UNSPECIFIED
                    : Strategy.valueOf(wish.strategy()))
            .addAllSteps(wish.steps())
            .setSoakMs(wish.soakMs())
            .setMirror(wish.mirror())
            .setRelease(wish.release())
            .setAskedBy(asker.actor())
            .setReason(asker.reason())
            .build();
    return ReleaseViews.releases(call(stub -> stub.deploy(request)));
  }

  /** Percent by release. */
  public Releases split(Map<String, Integer> percent, Asker asker) {
    Split request =
        Split.newBuilder()
            .putAllPercent(percent)
            .setAskedBy(asker.actor())
            .setReason(asker.reason())
            .build();
    return ReleaseViews.releases(call(stub -> stub.setSplit(request)));
  }

  public Releases rollBack(Asker asker) {
    RollBackRequest request =
        RollBackRequest.newBuilder().setAskedBy(asker.actor()).setReason(asker.reason()).build();
    return ReleaseViews.releases(call(stub -> stub.rollBack(request)));
  }

  /** Newest first. */
  public List<DifferenceView> differences() {
    return call(stub -> stub.differences(ListDifferences.getDefaultInstance()))
        .getDifferencesList()
        .stream()
        .map(ReleaseViews::difference)
        .toList();
  }

  private <A> A call(Function<ReleaseServiceFutureStub, ListenableFuture<A>> send) {
    try {
      return send.apply(
              ReleaseServiceGrpc.newFutureStub(catalog)
                  .withDeadlineAfter(timeoutMs, TimeUnit.MILLISECONDS))
          .get();
    } catch (ExecutionException e) {
      Status status = Status.fromThrowable(e.getCause());
      throw status.getCode() == Status.Code.UNAVAILABLE
          ? new ProxyCallException(Kind.UNAVAILABLE, "the catalog does not answer")
          : FAILURES.of(status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProxyCallException(Kind.UNAVAILABLE, "the gateway is stopping", e);
    }
  }
}
