package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.MigrationPlan;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.PlanText;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  static String status(Report report, Instant now) {
    Migration migration = report.migration();
    MigrationSpec spec = SpecParser.parse(migration.spec());
    JsonNode progress =
        report.progress().isEmpty() ? JSON.createObjectNode() : JSON.readTree(report.progress());
    long total = sum(report, EnumSet.allOf(AccountState.class));
    long done = sum(report, DONE);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", migration.id());
    status.put("name", migration.name());
    status.put("state", migration.state());
    status.put("permitted", permitted(migration.state()));
    status.put("wave", migration.wave());
    status.put("soakingWave", migration.soakingWave());
    status.put("waves", waves(report));
    status.put("accounts", byState(report));
    status.put("done", done);
    status.put("total", total);
    status.put("records", report.counts().stream().mapToLong(Count::records).sum());
    status.put("rate", progress.path("recordsPerSecond").asDouble(0));
    double perSecond = progress.path("accountsPerSecond").asDouble(0);
    long left = total - done;
    boolean forecasts = migration.state() == State.RUNNING && perSecond > 0;
    long eta = forecasts ? Math.round(left / perSecond) : -1;
    status.put("etaSeconds", forecasts ? eta : null);
    Instant deadline =
        spec.deadline().map(Instant.ofEpochMilli(migration.createdAtMs())::plus).orElse(null);
    status.put("deadline", deadline == null ? null : deadline.toString());
    boolean canTell = deadline != null && forecasts;
    status.put("deadlineWillBeMet", canTell ? now.plusSeconds(eta).isBefore(deadline) : null);
    status.put("pauseMs", pauses(report.pauseMicros()));
    status.put(
        "lag",
        Map.of(
            "records", progress.path("lagRecords").asLong(0),
            "millis", progress.path("lagMillis").asLong(0),
            "healthy", report.reverseHealthy()));
    status.put("inconsistencies", report.inconsistencies());
    status.put(
        "limits",
        Map.of(
            "concurrentAccounts", migration.concurrentAccounts(),
            "recordsPerSecond", migration.recordsPerSecond()));
    status.put("reason", migration.reason());
    status.put("evidence", tree(migration.evidence()));
    status.put("actor", migration.actor());
    status.put("changedAt", time(migration.changedAtMs()));
    status.put("createdAt", time(migration.createdAtMs()));
    status.put("leader", report.leader());
    String standstill = progress.path("standstill").asString("");
    status.put("standstill", standstill.isEmpty() ? null : standstill);
    status.put("verification", migration.verification());
    status.put("spec", JSON.readTree(migration.spec()));
    return JSON.writeValueAsString(status);
  }

  /** What an operator may say in a state; the catalog's table decides. */
  static List<String> permitted(State state) {
    return switch (state) {
      case PLANNED -> List.of("start", "cancel");
      case RUNNING -> List.of("pause", "rollback", "verify", "limits");
      case PAUSED -> List.of("resume", "rollback", "verify", "limits");
      case HELD -> List.of("release", "rollback", "verify", "repair", "limits");
      case SOAKING -> List.of("finish", "rollback", "verify", "repair", "limits");
      case ROLLING_BACK -> List.of("pause", "limits");
      case FINISHING, COMPLETED, ROLLED_BACK, CANCELLED -> List.of();
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
      one.put("moved", in(counts, DONE));
      one.put("underWay", in(counts, UNDER_WAY));
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
    return one;
  }

  private static JsonNode tree(String json) {
    return json.isEmpty() ? JSON.nullNode() : JSON.readTree(json);
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
