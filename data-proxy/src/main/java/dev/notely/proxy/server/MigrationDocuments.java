package dev.notely.proxy.server;

import dev.notely.proxy.migration.outlook.Forecast;
import dev.notely.proxy.migration.outlook.Outlook;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.Progress;
import dev.notely.proxy.migration.plan.MigrationPlan;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanDrift;
import dev.notely.proxy.migration.plan.PlanText;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.FoundInconsistency;
import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.StoreInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON documents of migrations, as the gateway's OpenAPI document describes them. Pure. */
final class MigrationDocuments {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<AccountState> DONE =
      EnumSet.of(AccountState.REVERSE_SYNCED, AccountState.MOVED);
  private static final Set<AccountState> UNDER_WAY =
      EnumSet.of(
          AccountState.COPYING,
          AccountState.CATCHING_UP,
          AccountState.CUTTING_OVER,
          AccountState.OVERLAID,
          AccountState.RETURNING);

  private MigrationDocuments() {}

  static String plan(MigrationPlan plan) {
    ObjectNode document = JSON.valueToTree(plan);
    document.put("text", PlanText.render(plan));
    return document.toString();
  }

  static String list(List<Migration> migrations) {
    return JSON.writeValueAsString(
        migrations.stream()
            .map(migration -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("id", migration.id());
              one.put("name", migration.name());
              one.put("state", migration.state());
              one.put("changedAt", time(migration.changedAtMs()));
              return one;
            })
            .toList());
  }

  static String status(Report report, Instant now, ThrottleLook.Seen throttle) {
    return JSON.writeValueAsString(members(report, now, throttle));
  }

  /** The status, and what has changed since the plan: null if nothing has. */
  static String started(
      Report report, Instant now, ThrottleLook.Seen throttle, Optional<PlanDrift> changed) {
    Map<String, Object> status = members(report, now, throttle);
    status.put("planChanged", changed.orElse(null));
    return JSON.writeValueAsString(status);
  }

  private static Map<String, Object> members(
      Report report, Instant now, ThrottleLook.Seen throttle) {
    Migration migration = report.migration();
    Progress progress = Progress.of(report.progress());
    MigrationSpec spec = SpecParser.parse(migration.spec());
    Forecast forecast =
        new Outlook(report, spec, progress.rate(), progress.cause(), now).forecast();
    long total = sum(report, EnumSet.allOf(AccountState.class));
    long done = sum(report, done(migration));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", migration.id());
    status.put("name", migration.name());
    status.put("state", migration.state());
    status.put("strategy", spec.strategy().name().toLowerCase(Locale.ROOT));
    status.put("permitted", permitted(migration.permitted()));
    status.put("wave", migration.wave());
    status.put("soakingWave", migration.soakingWave());
    status.put("waves", waves(report));
    status.put("accounts", byState(report));
    status.put("done", done);
    status.put("total", total);
    status.put("records", report.counts().stream().mapToLong(Count::records).sum());
    status.put("rate", progress.recordsPerSecond());
    status.put("forecast", forecast(forecast));
    status.put("etaSeconds", forecast.endsAt().map(at -> seconds(now, at)).orElse(null));
    status.put("deadline", forecast.deadline().map(Instant::toString).orElse(null));
    status.put(
        "deadlineWillBeMet",
        forecast.isOverdue(now) ? Boolean.FALSE : forecast.deadlineWillBeMet().orElse(null));
    status.put("pauseMs", pauses(report.pauseMicros()));
    Map<String, Object> lag = new LinkedHashMap<>();
    lag.put("millis", progress.lagMillis());
    lag.put("records", progress.lagRecords());
    lag.put("healthy", report.reverseHealthy());
    status.put("lag", lag);
    status.put("inconsistencies", report.inconsistencies());
    status.put("limits", limits(migration, spec.strategy() == MigrationSpec.Strategy.LAZY));
    status.put("throttle", throttle(throttle));
    status.put("reason", migration.reason());
    status.put("evidence", tree(migration.evidence()));
    status.put("actor", migration.actor());
    status.put("changedAt", time(migration.changedAtMs()));
    status.put("createdAt", time(migration.createdAtMs()));
    status.put("leader", report.leader());
    status.put("overlay", overlay(report, progress.overlay()));
    status.put("standstill", progress.standstill().isEmpty() ? null : progress.standstill());
    status.put("failures", report.failures());
    status.put("alerts", progress.alerts());
    status.put("verification", migration.verification());
    status.put("spec", JSON.readTree(migration.spec()));
    return status;
  }

  private static Map<String, Object> limits(Migration migration, boolean lazy) {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("concurrentAccounts", migration.concurrentAccounts());
    limits.put("recordsPerSecond", migration.recordsPerSecond());
    limits.put("shadowReads", migration.shadowReads());
    if (lazy) {
      limits.put("drain", migration.drain());
    }
    return limits;
  }

  /** What former homes still have; null if no account is overlaid. */
  private static @Nullable Map<String, Object> overlay(Report report, Overlay seen) {
    long accounts = Outlook.overlaid(report);
    if (accounts == 0) {
      return null;
    }
    Migration migration = report.migration();
    boolean counted = seen.accounts() > 0;
    Map<String, Object> overlay = new LinkedHashMap<>();
    overlay.put("accounts", accounts);
    overlay.put("notes", counted ? seen.notes() : null);
    overlay.put("movedPerSecond", counted ? seen.movedPerSecond() : null);
    overlay.put("drains", migration.drains());
    overlay.put(
        "drainSeconds",
        counted ? seen.drainTakes(migration).map(Duration::toSeconds).orElse(null) : null);
    overlay.put(
        "sentence",
        seen.sentence(migration)
            .orElse(accounts + " accounts are overlaid; their notes are not counted yet"));
    return overlay;
  }

  /** An account that keeps its overlay has moved as far as it is to. */
  private static Set<AccountState> done(Migration migration) {
    Set<AccountState> done = EnumSet.copyOf(DONE);
    if (!migration.drains()) {
      done.add(AccountState.OVERLAID);
    }
    return done;
  }

  private static Set<AccountState> underWay(Migration migration) {
    Set<AccountState> underWay = EnumSet.copyOf(UNDER_WAY);
    underWay.removeAll(done(migration));
    return underWay;
  }

  private static Map<String, Object> throttle(ThrottleLook.Seen seen) {
    List<Map<String, Object>> shares = new ArrayList<>();
    for (ThrottleTimes.Wait wait : seen.times().waits()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("signal", wait.signal());
      one.put("share", Math.round(seen.times().share(wait) * 1_000) / 1_000.0);
      shares.add(one);
    }
    Map<String, Object> throttle = new LinkedHashMap<>();
    throttle.put("now", seen.times().now().orElse(null));
    throttle.put("lastMinute", shares);
    throttle.put("proxies", seen.proxies());
    throttle.put("silentProxies", seen.silent());
    return throttle;
  }

  private static long seconds(Instant now, Instant at) {
    return Math.max(0, Duration.between(now, at).toSeconds());
  }

  private static Map<String, Object> forecast(Forecast forecast) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("endsAt", forecast.endsAt().map(MigrationDocuments::time).orElse(null));
    one.put("plusMinusSeconds", forecast.plusMinus().toSeconds());
    one.put("sentence", forecast.sentence());
    return one;
  }

  /** What an operator may say: the words for what the catalog's table permits. */
  static List<String> permitted(Set<Event> events) {
    return Arrays.stream(Event.values())
        .filter(events::contains)
        .flatMap(event -> words(event).stream())
        .toList();
  }

  private static List<String> words(Event event) {
    return switch (event) {
      case START -> List.of("start");
      case CANCEL -> List.of("cancel");
      case PAUSE -> List.of("pause");
      case RESUME -> List.of("resume");
      case RELEASE_HOLD -> List.of("release");
      case ROLLBACK -> List.of("rollback");
      case FINISH -> List.of("finish");
      case SET_LIMITS -> List.of("limits");
      case VERIFIED -> List.of("verify");
      case REPAIR -> List.of("repair");
      case BASELINE_MEASURED,
          WAVE_MOVED,
          GATE_PASSED,
          GATE_FAILED,
          FINDING,
          KEEP_EXPIRED,
          ALL_RETURNED,
          ALL_SETTLED ->
          List.of();
    };
  }

  private static long sum(Report report, Set<AccountState> states) {
    return report.counts().stream()
        .filter(count -> states.contains(count.state()))
        .mapToLong(Count::accounts)
        .sum();
  }

  private static Map<String, Long> byState(Report report) {
    Map<String, Long> sums = new TreeMap<>();
    report.counts().forEach(count -> sums.merge(count.state().name(), count.accounts(), Long::sum));
    return sums;
  }

  private static List<Map<String, Object>> waves(Report report) {
    List<Map<String, Object>> waves = new ArrayList<>();
    List<String> names = report.migration().waves();
    for (int i = 0; i < names.size(); i++) {
      int wave = i;
      List<Count> counts = report.counts().stream().filter(count -> count.wave() == wave).toList();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", names.get(i));
      one.put("accounts", counts.stream().mapToLong(Count::accounts).sum());
      one.put("moved", in(counts, done(report.migration())));
      one.put("underWay", in(counts, underWay(report.migration())));
      one.put("quarantined", in(counts, EnumSet.of(AccountState.QUARANTINED)));
      one.put("records", counts.stream().mapToLong(Count::records).sum());
      waves.add(one);
    }
    return waves;
  }

  private static long in(List<Count> counts, Set<AccountState> states) {
    return counts.stream()
        .filter(count -> states.contains(count.state()))
        .mapToLong(Count::accounts)
        .sum();
  }

  private static Map<String, Object> pauses(List<Long> sortedMicros) {
    Map<String, Object> pauses = new LinkedHashMap<>();
    pauses.put("p50", percentile(sortedMicros, 50));
    pauses.put("p99", percentile(sortedMicros, 99));
    pauses.put("max", percentile(sortedMicros, 100));
    pauses.put("count", sortedMicros.size());
    return pauses;
  }

  private static double percentile(List<Long> sortedMicros, int percent) {
    if (sortedMicros.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(percent / 100.0 * sortedMicros.size()) - 1;
    return sortedMicros.get(Math.max(0, index)) / 1_000.0;
  }

  static String accounts(List<Account> accounts) {
    return JSON.writeValueAsString(accounts.stream().map(MigrationDocuments::account).toList());
  }

  private static Map<String, Object> account(Account account) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", account.account());
    one.put("wave", account.wave());
    one.put("state", account.state());
    one.put("source", account.source());
    one.put("target", account.target());
    one.put("records", account.records());
    one.put("pauseMs", account.pauseMicros() / 1_000.0);
    one.put("attempts", account.attempts());
    one.put("reason", account.reason());
    one.put("changedAt", time(account.changedAtMs()));
    one.put("home", account.placement().home());
    one.put("epoch", account.placement().epoch());
    return one;
  }

  static String events(List<JournalEvent> events) {
    return JSON.writeValueAsString(events.stream().map(MigrationDocuments::event).toList());
  }

  private static Map<String, Object> event(JournalEvent event) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", event.id());
    one.put("at", time(event.atMs()));
    one.put("actor", event.actor());
    one.put("account", event.account().orElse(null));
    one.put("event", event.event());
    one.put("from", event.from());
    one.put("to", event.to());
    one.put("reason", event.reason());
    one.put("evidence", tree(event.evidence()));
    one.put("traceId", event.trace().isEmpty() ? null : event.trace());
    return one;
  }

  static String mismatches(List<OpenMismatch> mismatches) {
    return JSON.writeValueAsString(mismatches.stream().map(MigrationDocuments::mismatch).toList());
  }

  private static Map<String, Object> mismatch(OpenMismatch open) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", open.found().account());
    one.put("key", open.found().key());
    one.put("store", open.found().store());
    one.put("what", open.found().what());
    one.put("foundAt", time(open.foundAtMs()));
    one.put("evidence", tree(open.found().evidence()));
    return one;
  }

  static String inconsistencies(List<FoundInconsistency> found) {
    return JSON.writeValueAsString(found.stream().map(MigrationDocuments::inconsistency).toList());
  }

  private static Map<String, Object> inconsistency(FoundInconsistency found) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", found.id());
    one.put("at", time(found.atMs()));
    one.put("migration", found.migration() == 0 ? null : found.migration());
    one.put("account", found.account());
    one.put("note", found.note().orElse(null));
    one.put("expected", found.expected());
    one.put("actual", found.actual());
    one.put("traceId", found.trace().isEmpty() ? null : found.trace());
    return one;
  }

  static String unexpected(List<UnexpectedListing.Entry> entries) {
    return JSON.writeValueAsString(entries.stream().map(MigrationDocuments::unexpected).toList());
  }

  private static Map<String, Object> unexpected(UnexpectedListing.Entry entry) {
    boolean isRow = !entry.source().isEmpty();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("kind", isRow ? "row" : "record");
    one.put("store", entry.store());
    one.put("source", isRow ? entry.source() : null);
    one.put("row", isRow ? entry.row() : null);
    one.put("id", entry.id());
    one.put("account", entry.account());
    one.put("reason", entry.reason());
    one.put("raw", entry.raw().map(raw -> tree(raw.json())).orElse(null));
    one.put("truncated", entry.raw().map(StoreInspection.Raw::truncated).orElse(false));
    return one;
  }

  private static JsonNode tree(String json) {
    return json.isEmpty() ? JSON.nullNode() : JSON.readTree(json);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static String time(Instant time) {
    return time(time.toEpochMilli());
  }
}
