package dev.notely.proxy.server.report;

import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON document of a report, as the gateway's OpenAPI document describes it. Pure. */
final class ReportDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ReportFacts facts;
  private final ReportSentences sentences;

  private ReportDocument(ReportFacts facts) {
    this.facts = facts;
    this.sentences = new ReportSentences(facts);
  }

  static String of(ReportFacts facts) {
    return JSON.writeValueAsString(new ReportDocument(facts).members());
  }

  private Map<String, Object> members() {
    Migration migration = facts.migration();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("id", migration.id());
    report.put("name", migration.name());
    report.put("state", migration.state());
    report.put("madeAt", time(facts.now()));
    report.put("summary", sentences.summary());
    report.put("what", what());
    report.put("why", sentences.reasons());
    report.put("who", who());
    report.put("standing", standing());
    report.put("next", next());
    report.put("customers", customers());
    report.put("wayBack", sentences.wayBack());
    report.put("verification", verification());
    report.put("unexpected", unexpected());
    report.put("timeline", timeline());
    report.put("configuration", configuration());
    return report;
  }

  private Map<String, Object> what() {
    Map<String, Object> what = new LinkedHashMap<>();
    what.put("from", sentences.from());
    what.put("to", sentences.to());
    what.put("strategy", sentences.strategy());
    what.put("accounts", facts.accounts());
    what.put("records", status("records"));
    what.put("waves", status("waves"));
    return what;
  }

  private Map<String, Object> who() {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put(
        "createdBy",
        facts.timeline().entries().stream()
            .filter(entry -> entry.event().equals("CREATED"))
            .map(Timeline.Entry::who)
            .findFirst()
            .orElse(""));
    who.put("createdAt", time(facts.migration().createdAtMs()));
    who.put(
        "asked",
        facts.timeline().entries().stream()
            .filter(Timeline.Entry::command)
            .map(ReportDocument::asked)
            .toList());
    return who;
  }

  private static Map<String, Object> asked(Timeline.Entry entry) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("at", time(entry.at()));
    asked.put("who", entry.who());
    asked.put("what", entry.what());
    asked.put("reason", entry.reason());
    return asked;
  }

  private Map<String, Object> standing() {
    Migration migration = facts.migration();
    Map<String, Object> standing = new LinkedHashMap<>();
    standing.put("meaning", sentences.meaning());
    standing.put("since", time(migration.changedAtMs()));
    standing.put("by", migration.actor());
    standing.put("reason", migration.reason());
    standing.put("evidence", evidence(migration.evidence()));
    standing.put("accountsByState", status("accounts"));
    for (String member :
        List.of("done", "total", "forecast", "deadline", "deadlineWillBeMet", "lag")) {
      standing.put(member, status(member));
    }
    for (String member : List.of("limits", "throttle", "standstill", "alerts", "failures")) {
      standing.put(member, status(member));
    }
    return standing;
  }

  private Map<String, Object> next() {
    Map<String, Object> next = new LinkedHashMap<>();
    next.put("sentences", sentences.next());
    next.put("permitted", status("permitted"));
    return next;
  }

  private Map<String, Object> customers() {
    Map<String, Object> customers = new LinkedHashMap<>();
    customers.put("sentence", sentences.customers());
    customers.put("pauseMs", status("pauseMs"));
    customers.put("requestsWatched", facts.timeline().watched());
    customers.put("requestsFailed", facts.timeline().failed());
    return customers;
  }

  private Map<String, Object> verification() {
    Map<String, Object> verification = new LinkedHashMap<>();
    verification.put("state", facts.migration().verification());
    verification.put("sentence", sentences.verification());
    verification.put("inconsistencies", facts.report().inconsistencies());
    verification.put(
        "openMismatches", facts.mismatches().stream().map(ReportDocument::mismatch).toList());
    verification.put("moreMismatches", facts.moreMismatches());
    return verification;
  }

  private static Map<String, Object> mismatch(OpenMismatch open) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", open.found().account());
    one.put("key", open.found().key());
    one.put("store", open.found().store());
    one.put("what", open.found().what());
    one.put("foundAt", time(open.foundAtMs()));
    return one;
  }

  private Map<String, Object> unexpected() {
    long aside = facts.in(AccountState.QUARANTINED);
    Map<String, Object> unexpected = new LinkedHashMap<>();
    unexpected.put("sentence", sentences.unexpected());
    unexpected.put("quarantined", aside);
    unexpected.put("accounts", facts.quarantined().stream().map(ReportDocument::aside).toList());
    unexpected.put("more", Math.max(0, aside - facts.quarantined().size()));
    return unexpected;
  }

  private static Map<String, Object> aside(Account account) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("account", account.account());
    one.put("reason", account.reason());
    one.put("since", time(account.changedAtMs()));
    return one;
  }

  private Map<String, Object> timeline() {
    Map<String, Object> timeline = new LinkedHashMap<>();
    timeline.put(
        "entries", facts.timeline().entries().stream().map(ReportDocument::entry).toList());
    timeline.put("omitted", facts.timeline().omitted());
    return timeline;
  }

  private static Map<String, Object> entry(Timeline.Entry entry) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("at", time(entry.at()));
    one.put("who", entry.who());
    one.put("event", entry.event());
    one.put("what", entry.what());
    one.put("from", entry.from());
    one.put("to", entry.to());
    one.put("reason", entry.reason());
    one.put("evidence", entry.evidence());
    one.put("evidenceLeftOut", entry.evidenceLeftOut());
    return one;
  }

  private Map<String, Object> configuration() {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("specification", status("spec"));
    configuration.put("limitsNow", status("limits"));
    return configuration;
  }

  private JsonNode status(String member) {
    return facts.status().path(member);
  }

  private static JsonNode evidence(String json) {
    return json.isEmpty() || json.length() > Timeline.MAX_EVIDENCE
        ? JSON.nullNode()
        : JSON.readTree(json);
  }

  private static String time(long millis) {
    return time(Instant.ofEpochMilli(millis));
  }

  private static String time(Instant time) {
    return Instant.ofEpochMilli(time.toEpochMilli()).toString();
  }
}
