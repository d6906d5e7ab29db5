package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The catalog's migrations: its journal in the file, leaders and their reports in memory. */
public final class Migrations {
  private static final int PAUSES = 1_000;
  private static final int UNFINISHED = 500;
  private static final int FAILURES = 10;

  /** A migration's own events up to its start: CREATED and START. */
  private static final int UNTIL_START = 2;

  private final Catalog catalog;
  private final MigrationLeases leases;
  private final ProgressReports reports;
  private final MoveFailures failures;
  private final InstantSource clock;

  /** The migrations of a catalog, nobody leading any. */
  public Migrations(Catalog catalog, MoveFailures failures, InstantSource clock) {
    this.catalog = catalog;
    this.failures = failures;
    this.clock = clock;
    this.leases = new MigrationLeases(clock);
    this.reports = new ProgressReports(clock);
  }

  /** An account of a migration with its placement. */
  public record Placed(MigrationAccount account, PlacementRow placement) {}

  /** Does something with the journal in one transaction, durable when the future completes. */
  public <R> CompletableFuture<R> change(Function<MigrationJournal, R> work) {
    return catalog.journal(work);
  }

  /** As {@link MigrationJournal#apply}, with what the leader has reported lately. */
  public CompletableFuture<Migration> apply(MigrationCommand command) {
    boolean healthy = reports.reverseHealthy(command.migration());
    return change(journal -> journal.apply(command, healthy));
  }

  /**
   * A migration and what is known of it.
   *
   * @throws CatalogRefusedException if there is none
   */
  public MigrationReport report(long id) {
    return catalog.read(tables -> {
      Migration migration = tables.migration(id).orElseThrow(() -> none(id));
      return new MigrationReport(
          migration,
          tables.counts(id),
          tables.events().inconsistencies(id),
          reports.last(id).orElse(new ProgressReports.Report(false, "", 0)),
          leases.leader(id),
          tables.moves().pauses(id, PAUSES),
          startedAtMs(tables, id),
          failures.of(id, FAILURES));
    });
  }

  private static long startedAtMs(CatalogTables tables, long id) {
    return tables.events(id, ByteString.EMPTY, 0, UNTIL_START).stream()
        .filter(event -> event.event().equals(MigrationEventKind.START.name()))
        .mapToLong(JournalEvent::atMs)
        .findFirst()
        .orElse(0);
  }

  private static CatalogRefusedException none(long id) {
    return new CatalogRefusedException(Reason.NO_SUCH_MIGRATION, "no migration " + id);
  }

  /** Newest first. */
  public List<Migration> list(int limit, boolean unfinished) {
    return catalog.read(tables -> tables.migrations(limit, unfinished));
  }

  /** Accounts in any of the states after an account. */
  public List<Placed> accounts(long id, ByteString after, int limit, Set<AccountState> states) {
    return catalog.read(tables ->
        tables.accounts(id, after, limit, states).stream()
            .map(account -> new Placed(account, tables.placement(account.account()).orElseThrow()))
            .toList());
  }

  /** Events after an id, oldest first. */
  public List<JournalEvent> events(long id, long after, int limit) {
    return catalog.read(tables -> tables.events(id, after, limit));
  }

  /** As {@link #events(long, long, int)}, of one account; of the migration itself if empty. */
  public List<JournalEvent> events(long id, ByteString account, long after, int limit) {
    return catalog.read(tables -> tables.events(id, account, after, limit));
  }

  /** Lines of the ledger after one, by account and record. */
  public List<OpenMismatch> mismatches(long id, ByteString account, String key, int limit) {
    return catalog.read(
        tables -> tables.mismatches(id, new JournalTables.AfterMismatch(account, key), limit));
  }

  /** Renews the holder's leases and gives it what nobody leads; answers all that it leads. */
  public List<Migration> lead(String holder) {
    List<Migration> unfinished = list(UNFINISHED, true);
    Set<Long> mine = leases.lead(holder, unfinished.stream().map(Migration::id).toList());
    return unfinished.stream().filter(migration -> mine.contains(migration.id())).toList();
  }

  /** What a leader sees; nobody's word counts while another leads. */
  public void report(long id, String holder, boolean reverseHealthy, String progress) {
    String leader = leases.leader(id);
    if (leader.isEmpty() || leader.equals(holder)) {
      reports.report(id, reverseHealthy, progress);
    }
  }

  /**
   * What strict users found, newest first.
   *
   * @param migration that it counts against; 0: all
   * @param beforeId only with a lower id; 0: from the newest
   */
  public List<FoundInconsistency> found(long migration, long beforeId, int limit) {
    long before = beforeId == 0 ? Long.MAX_VALUE : beforeId;
    return catalog.read(tables ->
        migration == 0
            ? tables.events().inconsistencies(before, limit)
            : tables.events().inconsistencies(migration, before, limit));
  }

  /** Writes down what a strict user found; answers the migration that it counts against, or 0. */
  public CompletableFuture<Long> found(Inconsistency found) {
    return catalog.write(tables -> {
      long migration =
          tables
              .unfinishedWith(found.account())
              .filter(m -> m.state() != MigrationState.PLANNED)
              .map(Migration::id)
              .orElse(0L);
      tables.events().put(found, migration, clock.millis());
      return migration;
    });
  }
}
