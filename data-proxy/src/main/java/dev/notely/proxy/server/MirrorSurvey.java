package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.migrations.v1.DualWritesTo;
import dev.notely.proto.migrations.v1.LatencyBucket;
import dev.notely.proto.migrations.v1.MirrorFigures;
import dev.notely.proto.migrations.v1.MirrorServiceGrpc;
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ShadowReadsAt;
import dev.notely.proxy.routing.AccountMirror;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.store.Ids;
import dev.notely.runtime.grpc.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
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
   * The sums, by store, and those of single accounts.
   *
   * @param accounts that proxies noticed lately, each with a store once; in no order
   * @param asked proxies
   * @param silent addresses of those that did not answer
   */
  record Sums(
      Map<String, DualTally> dualWrites,
      Map<String, ShadowFigures> shadowReads,
      List<AccountMirror> accounts,
      int asked,
      List<String> silent) {}

  private record Key(UUID account, String store) {
    static Key of(AccountMirror one) {
      return new Key(one.account(), one.store());
    }
  }

  /**
   * Asks.
   *
   * @param account the only one that is told of by itself; empty: all
   */
  Sums of(long migration, Optional<UUID> account) {
    MirrorsOf request =
        MirrorsOf.newBuilder()
            .setId(migration)
            .setAccount(account.map(Ids::bytes).orElse(ByteString.EMPTY))
            .build();
    Map<Key, AccountMirror> accounts = new HashMap<>();
    Map<String, DualTally> dualWrites = new TreeMap<>();
    Map<String, ShadowFigures> shadowReads = new TreeMap<>();
    List<String> silent = new ArrayList<>();
    List<HostPort> asked = proxies.get();
    try (ExecutorService at = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Optional<MirrorFigures>>> answers =
          asked.stream()
              .map(proxy -> CompletableFuture.supplyAsync(() -> ask(proxy, request), at))
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
          one.getAccountsList().stream()
              .map(MirrorSurvey::account)
              .forEach(mirror -> accounts.merge(Key.of(mirror), mirror, AccountMirror::plus));
        });
      }
    }
    return new Sums(dualWrites, shadowReads, List.copyOf(accounts.values()), asked.size(), silent);
  }

  private Optional<MirrorFigures> ask(HostPort proxy, MirrorsOf request) {
    ManagedChannel channel = channels.apply(proxy);
    try {
      return Optional.of(
          MirrorServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .figures(request));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    } finally {
      channel.shutdownNow();
    }
  }

  private static AccountMirror account(dev.notely.proto.migrations.v1.AccountMirror one) {
    return new AccountMirror(
        Ids.uuid("account", one.getAccount()),
        one.getDualWrites().getStore(),
        tally(one.getDualWrites()),
        reads(one.getShadowReads()));
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
