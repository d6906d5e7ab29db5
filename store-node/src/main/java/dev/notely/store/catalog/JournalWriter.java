package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** The one place that changes the state of a migration or an account: never without its event. */
final class JournalWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JournalTables tables;
  private final InstantSource clock;

  JournalWriter(JournalTables tables, InstantSource clock) {
    this.tables = tables;
    this.clock = clock;
  }

  long now() {
    return clock.millis();
  }

  Migration migration(long id) {
    return tables
        .migration(id)
        .orElseThrow(
            () -> new CatalogRefusedException(Reason.NO_SUCH_MIGRATION, "no migration " + id));
  }

  Migration created(Migration draft) {
    Migration migration = tables.add(draft);
    MigrationChange first = draft.last();
    append(
        migration,
        ByteString.EMPTY,
        "CREATED",
        "",
        MigrationState.PLANNED.name(),
        new MigrationChange(
            first.version(), first.actor(), first.reason(), settings(draft), first.atMs()));
    return migration;
  }

  /** What it begins with: the events alone say it. */
  private static String settings(Migration draft) {
    Map<String, Object> settings = new TreeMap<>(members(draft.limits()));
    settings.put("strategy", draft.plan().strategy());
    return json(settings);
  }

  /** Evidence of limits: the events alone say what they are. */
  static String json(MigrationLimits limits) {
    return json(members(limits));
  }

  private static Map<String, Object> members(MigrationLimits limits) {
    return Map.of(
        "concurrentAccounts", limits.concurrentAccounts(),
        "recordsPerSecond", limits.recordsPerSecond(),
        "shadowReads", limits.shadowReads(),
        "drain", limits.drain());
  }

  /**
   * The migration goes on to a position; whatever else changed of it is stored with it. Where the
   * position stays, so does the reason for it; but a finding is one more reason, and the one that
   * nobody has looked at yet.
   */
  Migration moved(
      Migration changed, MigrationEventKind event, MigrationPosition next, Cause cause) {
    MigrationChange change =
        new MigrationChange(
            changed.last().version() + 1, cause.actor(), cause.reason(), cause.evidence(), now());
    Migration after =
        next.equals(changed.position()) && event != MigrationEventKind.FINDING
            ? changed.noted(change.version(), change.atMs())
            : changed.at(next, change);
    tables.put(after);
    append(
        after, ByteString.EMPTY, event.name(), changed.state().name(), next.state().name(), change);
    return after;
  }

  void planned(Migration migration, PlannedAccount planned, String from) {
    tables.put(MigrationAccount.waiting(migration.id(), planned, now()));
    String evidence = json(Map.of("wave", planned.wave(), "target", planned.target()));
    append(
        migration,
        planned.account(),
        "ADDED",
        from,
        AccountState.WAITING.name(),
        change(migration, new Cause(migration.last().actor(), "", evidence)));
  }

  /**
   * An account goes on.
   *
   * @param more what else changes of it
   * @throws IllegalStateException if the event does not lead on: the caller should have looked
   */
  void advance(
      MigrationAccount account,
      AccountEvent event,
      Cause cause,
      UnaryOperator<MigrationAccount> more) {
    AccountState next =
        AccountStateMachine.next(account.state(), event)
            .orElseThrow(() ->
                new IllegalStateException(event + " of an account that is " + account.state()));
    Migration migration = migration(account.migration());
    tables.put(more.apply(account.in(next, cause.reason(), now())));
    append(
        migration,
        account.account(),
        event.name(),
        account.state().name(),
        next.name(),
        change(migration, cause));
    tables.put(migration.progressed(now()));
    if (event == AccountEvent.REPAIRED || !next.hasCopy()) {
      tables.closeMismatches(account.migration(), account.account());
    }
  }

  /**
   * A record of the account's copy is wrong: the account has it in its journal and in the ledger.
   */
  void mismatched(MigrationAccount account, Mismatch found, String actor) {
    Map<String, Object> evidence = new TreeMap<>();
    evidence.put("key", found.key());
    evidence.put("store", found.store());
    evidence.put("what", found.what());
    if (!found.evidence().isEmpty()) {
      evidence.put("evidence", JSON.readTree(found.evidence()));
    }
    String reason = "record " + found.key() + " at " + found.store() + ": " + found.what();
    advance(
        account,
        AccountEvent.MISMATCH,
        new Cause(actor, reason, json(evidence)),
        UnaryOperator.identity());
    tables.put(new OpenMismatch(account.migration(), found, now()));
  }

  /** Something about an account that moves without a migration; its state is its phase. */
  void happened(PlacementRow row, AccountMark mark) {
    tables.append(
        new JournalEvent(
            0,
            0,
            row.account(),
            now(),
            mark.cause().actor(),
            mark.step().name(),
            row.phase().name(),
            row.phase().name(),
            mark.cause().reason(),
            mark.cause().evidence(),
            0,
            false,
            trace()));
  }

  private MigrationChange change(Migration migration, Cause cause) {
    return new MigrationChange(
        migration.last().version(), cause.actor(), cause.reason(), cause.evidence(), now());
  }

  private void append(
      Migration after,
      ByteString account,
      String event,
      String from,
      String to,
      MigrationChange change) {
    tables.append(
        new JournalEvent(
            0,
            after.id(),
            account,
            change.atMs(),
            change.actor(),
            event,
            from,
            to,
            change.reason(),
            change.evidence(),
            after.position().wave(),
            after.position().soakingWave(),
            trace()));
  }

  /** Of the call that this is done for. */
  private static String trace() {
    SpanContext caller = Span.current().getSpanContext();
    return caller.isValid() ? caller.getTraceId() : "";
  }

  /** Evidence as a JSON object, its members sorted. */
  static String json(Map<String, Object> members) {
    return JSON.writeValueAsString(new TreeMap<>(members));
  }
}
