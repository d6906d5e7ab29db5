package dev.notely.proxy.server;

import static java.util.Comparator.comparingLong;

import dev.notely.proxy.feeling.Counts;
import dev.notely.proxy.routing.AccountMirror;
import dev.notely.proxy.routing.DualTally;
import dev.notely.proxy.routing.ShadowFigures;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MovePolicies.MovePolicy;
import java.util.ArrayList;
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
 * most or lag longest, at most {@value #ACCOUNTS}. What proxies counted ends with them; whether
 * copies differ is told from the ledger, which outlives them and forgets what is repaired. Pure.
 */
final class MirrorDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int ACCOUNTS = 20;

  private static final Comparator<Shown> WORST_FIRST =
      comparingLong(Shown::divergence)
          .thenComparingLong(one -> one.mirror().dualWrites().lagMillis())
          .thenComparingLong(one -> one.mirror().dualWrites().lagRecords())
          .thenComparingLong(
              one -> one.mirror().dualWrites().failed() + one.mirror().dualWrites().dropped())
          .reversed()
          .thenComparing(one -> one.mirror().account().toString())
          .thenComparing(one -> one.mirror().store());

  private MirrorDocument() {}

  /**
   * What is known to be wrong, and not repaired since.
   *
   * @param lines of all accounts, as far as they were counted
   * @param open those of the accounts that are told of
   */
  record Ledger(int lines, List<OpenMismatch> open) {
    Ledger {
      open = List.copyOf(open);
    }
  }

  private record Place(UUID account, String store) {}

  private record Shown(AccountMirror mirror, long divergence) {}

  /** The document. */
  static String of(MovePolicy wanted, MirrorSurvey.Sums sums, Ledger ledger) {
    List<Shown> accounts = accounts(sums.accounts(), ledger.open());
    long compared = sums.shadowReads().values().stream().mapToLong(ShadowFigures::compared).sum();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("proxies", sums.asked());
    document.put("silent", sums.silent());
    document.put("divergence", ledger.lines());
    document.put("compared", compared);
    document.put("openMismatches", ledger.lines());
    document.put("dualWrites", dualWrites(wanted, sums.dualWrites()));
    document.put("shadowReads", shadowReads(wanted, sums.shadowReads()));
    document.put("accountsKnown", accounts.size());
    document.put(
        "accounts",
        accounts.stream()
            .sorted(WORST_FIRST)
            .limit(ACCOUNTS)
            .map(MirrorDocument::account)
            .toList());
    return JSON.writeValueAsString(document);
  }

  /** Also those that no proxy has noticed since it started, but the ledger knows. */
  private static List<Shown> accounts(List<AccountMirror> noticed, List<OpenMismatch> open) {
    Map<Place, Long> divergence =
        open.stream()
            .collect(
                Collectors.groupingBy(
                    one -> new Place(one.found().account(), one.found().store()),
                    Collectors.counting()));
    List<Shown> accounts = new ArrayList<>();
    for (AccountMirror mirror : noticed) {
      Long lines = divergence.remove(new Place(mirror.account(), mirror.store()));
      accounts.add(new Shown(mirror, lines == null ? 0 : lines));
    }
    divergence.forEach((place, lines) ->
        accounts.add(
            new Shown(
                new AccountMirror(
                    place.account(), place.store(), DualTally.NONE, ShadowFigures.NONE),
                lines)));
    return accounts;
  }

  private static Map<String, Object> account(Shown shown) {
    AccountMirror mirror = shown.mirror();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", mirror.account());
    one.put("store", mirror.store());
    one.put("divergence", shown.divergence());
    one.put("compared", mirror.shadowReads().compared());
    one.put("openMismatches", shown.divergence());
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
    one.put("behind", tally.behind());
    one.put("lagRecords", tally.lagRecords());
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
