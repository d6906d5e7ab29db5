package dev.notely.proxy.server;

import dev.notely.proto.migrations.v1.DualWritesTo;
import dev.notely.proto.migrations.v1.LatencyBucket;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MirrorFigures;
import dev.notely.proto.migrations.v1.MirrorServiceGrpc;
import dev.notely.proto.migrations.v1.ShadowReadsAt;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks every live proxy at once for its dual writes and shadow reads of a migration, and adds up.
 * One that does not answer is named: its figures are missing, and nobody shall take that for none.
 */
final class MirrorSurvey {
  private static final long PATIENCE_MS = 2_000;

  private final Supplier<List<HostPort>> proxies;
  private final Function<HostPort, ManagedChannel> channels;

  /**
   * @param channels opens a channel, which is closed here
   */
  MirrorSurvey(Supplier<List<HostPort>> proxies, Function<HostPort, ManagedChannel> channels) {
    this.proxies = proxies;
    this.channels = channels;
  }

  /**
   * The sums, by store.
   *
   * @param asked proxies
   * @param silent addresses of those that did not answer
   */
  record Sums(
      Map<String, DualTally> dualWrites,
      Map<String, ShadowFigures> shadowReads,
      int asked,
      List<String> silent) {}

  Sums of(long migration) {
    Map<String, DualTally> dualWrites = new TreeMap<>();
    Map<String, ShadowFigures> shadowReads = new TreeMap<>();
    List<String> silent = new ArrayList<>();
    List<HostPort> asked = proxies.get();
    try (ExecutorService at = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Optional<MirrorFigures>>> answers =
          asked.stream()
              .map(proxy -> CompletableFuture.supplyAsync(() -> ask(proxy, migration), at))
              .toList();
      for (int i = 0; i < asked.size(); i++) {
        Optional<MirrorFigures> figures = answers.get(i).join();
        if (figures.isEmpty()) {
          silent.add(asked.get(i).toString());
        }
        figures.ifPresent(one -> {
          one.getDualWritesList()
              .forEach(to -> dualWrites.merge(to.getStore(), tally(to), DualTally::plus));
          one.getShadowReadsList()
              .forEach(shadow ->
                  shadowReads.merge(shadow.getStore(), reads(shadow), ShadowFigures::plus));
        });
      }
    }
    return new Sums(dualWrites, shadowReads, asked.size(), silent);
  }

  private Optional<MirrorFigures> ask(HostPort proxy, long migration) {
    ManagedChannel channel = channels.apply(proxy);
    try {
      return Optional.of(
          MirrorServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .figures(MigrationId.newBuilder().setId(migration).build()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    } finally {
      channel.shutdownNow();
    }
  }

  private static DualTally tally(DualWritesTo one) {
    return new DualTally(
        one.getSent(),
        one.getRefused(),
        one.getFailed(),
        one.getDropped(),
        one.getWaiting(),
        one.getLagMillis());
  }

  private static ShadowFigures reads(ShadowReadsAt one) {
    return new ShadowFigures(
        one.getEqual(),
        one.getPending(),
        one.getAhead(),
        one.getMismatches(),
        one.getUnanswered(),
        one.getDropped(),
        counts(one.getHomeList()),
        counts(one.getSecondList()));
  }

  private static Map<Long, Long> counts(List<LatencyBucket> buckets) {
    Map<Long, Long> counts = new TreeMap<>();
    buckets.forEach(one -> counts.merge(one.getMicros(), one.getRequests(), Long::sum));
    return counts;
  }
}
