package dev.notely.proxy.server;

import static java.util.Comparator.comparingLong;

import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.routing.AccountMirror;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What dual writes and shadow reads came to, as JSON: by store, and of the accounts that differ
 * most or lag longest, at most {@value #ACCOUNTS}. Pure.
 */
final class MirrorDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int ACCOUNTS = 20;

  private static final Comparator<AccountMirror> WORST_FIRST =
      comparingLong((AccountMirror one) -> one.shadowReads().mismatches())
          .thenComparingLong(one -> one.dualWrites().lagMillis())
          .thenComparingLong(one -> one.dualWrites().waiting())
          .thenComparingLong(one -> one.dualWrites().failed() + one.dualWrites().dropped())
          .reversed()
          .thenComparing(one -> one.account().toString())
          .thenComparing(AccountMirror::store);

  private MirrorDocument() {}

  /**
   * The document.
   *
   * @param open lines of the ledger
   */
  static String of(MovePolicy wanted, MirrorSurvey.Sums sums, List<OpenMismatch> open) {
    Map<UUID, Long> openOf =
        open.stream()
            .collect(Collectors.groupingBy(one -> one.found().account(), Collectors.counting()));
    long mismatches =
        sums.shadowReads().values().stream().mapToLong(ShadowFigures::mismatches).sum();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proxies", sums.asked());
    document.put("silent", sums.silent());
    document.put("divergence", mismatches);
    document.put("openMismatches", open.size());
    document.put("dualWrites", dualWrites(wanted, sums.dualWrites()));
    document.put("shadowReads", shadowReads(wanted, sums.shadowReads()));
    document.put("accountsKnown", sums.accounts().size());
    document.put(
        "accounts",
        sums.accounts().stream()
            .sorted(WORST_FIRST)
            .limit(ACCOUNTS)
            .map(one -> account(one, openOf.getOrDefault(one.account(), 0L)))
            .toList());
    return JSON.writeValueAsString(document);
  }

  private static Map<String, Object> account(AccountMirror mirror, long openMismatches) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", mirror.account());
    one.put("store", mirror.store());
    one.put("divergence", mirror.shadowReads().mismatches());
    one.put("openMismatches", openMismatches);
    one.put("dualWrites", figures(mirror.dualWrites()));
    one.put("shadowReads", figures(mirror.shadowReads()));
    return one;
  }

  private static Map<String, Object> figures(DualTally tally) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("sent", tally.sent());
    one.put("refused", tally.refused());
    one.put("failed", tally.failed());
    one.put("dropped", tally.dropped());
    one.put("waiting", tally.waiting());
    one.put("lagMillis", tally.lagMillis());
    return one;
  }

  private static Map<String, Object> figures(ShadowFigures figures) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("equal", figures.equal());
    one.put("pending", figures.pending());
    one.put("ahead", figures.ahead());
    one.put("mismatches", figures.mismatches());
    one.put("unanswered", figures.unanswered());
    one.put("dropped", figures.dropped());
    return one;
  }

  private static Map<String, Object> dualWrites(MovePolicy wanted, Map<String, DualTally> stores) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("on", wanted.dualWrites());
    document.put(
        "stores",
        stores.entrySet().stream()
            .map(entry -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("store", entry.getKey());
              one.putAll(figures(entry.getValue()));
              return one;
            })
            .toList());
    return document;
  }

  private static Map<String, Object> shadowReads(
      MovePolicy wanted, Map<String, ShadowFigures> stores) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("share", wanted.shadowReads());
    document.put(
        "stores",
        stores.entrySet().stream()
            .map(entry -> {
              ShadowFigures figures = entry.getValue();
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("store", entry.getKey());
              one.putAll(figures(figures));
              one.put("homeMs", latency(figures.home()));
              one.put("storeMs", latency(figures.second()));
              return one;
            })
            .toList());
    return document;
  }

  private static Map<String, Object> latency(Map<Long, Long> counts) {
    List<Counts.Bucket> buckets =
        new TreeMap<>(counts)
            .entrySet().stream().map(e -> new Counts.Bucket(e.getKey(), e.getValue())).toList();
    Counts all = new Counts(0, 0, buckets);
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("p50", all.percentileMicros(50) / 1_000.0);
    latency.put("p99", all.percentileMicros(99) / 1_000.0);
    return latency;
  }
}
