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
import dev.notely.proxy.server.EveryProxy.Answer;
import dev.notely.proxy.store.Ids;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Asks every live proxy at once for its dual writes and shadow reads of a migration, and adds up.
 * One that does not answer is named: its figures are missing, and nobody shall take that for none.
 */
final class MirrorSurvey {
  private static final long PATIENCE_MS = 2_000;

  private final EveryProxy proxies;

  MirrorSurvey(EveryProxy proxies) {
    this.proxies = proxies;
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
    List<Answer<MirrorFigures>> answers = proxies.ask(proxy -> figures(proxy, request));
    for (Answer<MirrorFigures> answer : answers) {
      if (answer.reply().isEmpty()) {
        silent.add(answer.proxy().toString());
      }
      answer
          .reply()
          .ifPresent(one -> {
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
    return new Sums(
        dualWrites, shadowReads, List.copyOf(accounts.values()), answers.size(), silent);
  }

  private static MirrorFigures figures(Channel proxy, MirrorsOf request) {
    return MirrorServiceGrpc.newBlockingStub(proxy)
        .withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .figures(request);
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
        one.getBehind(),
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
