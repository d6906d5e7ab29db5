package dev.notely.store.catalog;

import dev.notely.store.sqlite.SqliteOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tables and indexes of the catalog's file. */
final class CatalogSchema {
  static final int APPLICATION_ID = 0x4E74_6C43; // "NtlC"
  private static final int VERSION = 5;

  /** Accounts and records by wave and state: what everybody asks for is not counted each time. */
  private static final String COUNTS =
      """
      CREATE TABLE IF NOT EXISTS migration_count(
        migration INTEGER, wave INTEGER, state INTEGER, accounts INTEGER NOT NULL, records INTEGER NOT NULL,
        PRIMARY KEY(migration, wave, state)) WITHOUT ROWID\
      """;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS account(id BLOB PRIMARY KEY, name TEXT NOT NULL, tier TEXT"
              + " NOT NULL, region TEXT NOT NULL) WITHOUT ROWID",
          """
          CREATE TABLE IF NOT EXISTS placement(
            account BLOB PRIMARY KEY, epoch INTEGER NOT NULL, home TEXT NOT NULL, second TEXT NOT NULL,
            phase INTEGER NOT NULL, version INTEGER NOT NULL, migration INTEGER NOT NULL) WITHOUT ROWID\
          """,
          "CREATE UNIQUE INDEX IF NOT EXISTS placement_version ON placement(version)",
          "CREATE INDEX IF NOT EXISTS placement_work ON placement(version) WHERE phase IN (3, 4, 6,"
              + " 7, 8)",
          """
          CREATE TABLE IF NOT EXISTS chore(
            account BLOB, store TEXT, epoch INTEGER, kind INTEGER, home TEXT NOT NULL,
            migration INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(account, store, epoch, kind)) WITHOUT ROWID\
          """,
          "CREATE INDEX IF NOT EXISTS chore_migration ON chore(migration) WHERE migration > 0",
          """
          CREATE TABLE IF NOT EXISTS move_history(
            id INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, from_store TEXT NOT NULL, to_store TEXT NOT NULL,
            epoch INTEGER NOT NULL, committed_at INTEGER NOT NULL, records INTEGER NOT NULL, pause_micros INTEGER NOT NULL,
            migration INTEGER NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS move_history_migration ON move_history(migration, id,"
              + " pause_micros) WHERE migration > 0",
          """
          CREATE TABLE IF NOT EXISTS store(
            name TEXT PRIMARY KEY, address TEXT NOT NULL, schema TEXT NOT NULL) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS store_label(
            store TEXT, label TEXT, value TEXT NOT NULL, PRIMARY KEY(store, label)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS migration(
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, spec TEXT NOT NULL, state INTEGER NOT NULL,
            wave INTEGER NOT NULL, soaking_wave INTEGER NOT NULL, resume_to INTEGER NOT NULL,
            concurrent_accounts INTEGER NOT NULL, records_per_second INTEGER NOT NULL, verification INTEGER NOT NULL,
            baseline TEXT NOT NULL, version INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
            evidence TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, progressed_at INTEGER NOT NULL,
            shadow_reads REAL NOT NULL DEFAULT 0, lazy INTEGER NOT NULL DEFAULT 0,
            drain INTEGER NOT NULL DEFAULT 1)\
          """,
          "CREATE INDEX IF NOT EXISTS migration_unfinished ON migration(id) WHERE state NOT IN (8,"
              + " 9, 10)",
          """
          CREATE TABLE IF NOT EXISTS migration_wave(
            migration INTEGER, wave INTEGER, name TEXT NOT NULL, PRIMARY KEY(migration, wave)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS migration_account(
            migration INTEGER, account BLOB, wave INTEGER NOT NULL, state INTEGER NOT NULL, source TEXT NOT NULL,
            target TEXT NOT NULL, records INTEGER NOT NULL, pause_micros INTEGER NOT NULL, attempts INTEGER NOT NULL,
            reason TEXT NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY(migration, account)) WITHOUT ROWID\
          """,
          "CREATE INDEX IF NOT EXISTS migration_account_wave ON migration_account(migration, state,"
              + " wave, account)",
          "CREATE INDEX IF NOT EXISTS migration_account_state ON migration_account(migration,"
              + " state, account)",
          "CREATE INDEX IF NOT EXISTS migration_account_account ON migration_account(account)",
          COUNTS,
          """
          CREATE TABLE IF NOT EXISTS migration_event(
            id INTEGER PRIMARY KEY AUTOINCREMENT, migration INTEGER NOT NULL, account BLOB NOT NULL, at INTEGER NOT NULL,
            actor TEXT NOT NULL, event TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,
            reason TEXT NOT NULL, evidence TEXT NOT NULL, wave INTEGER NOT NULL, soaking_wave INTEGER NOT NULL,
            trace TEXT NOT NULL DEFAULT '')\
          """,
          "CREATE INDEX IF NOT EXISTS migration_event_migration ON migration_event(migration, id)",
          "CREATE INDEX IF NOT EXISTS migration_event_account ON migration_event(migration,"
              + " account, id)",
          """
          CREATE TABLE IF NOT EXISTS inconsistency(
            id INTEGER PRIMARY KEY AUTOINCREMENT, migration INTEGER NOT NULL, account BLOB NOT NULL, note BLOB NOT NULL,
            expected TEXT NOT NULL, actual TEXT NOT NULL, trace_id TEXT NOT NULL, at INTEGER NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS inconsistency_migration ON inconsistency(migration)",
          """
          CREATE TABLE IF NOT EXISTS mismatch(
            migration INTEGER, account BLOB, record_key TEXT, store TEXT NOT NULL, what TEXT NOT NULL,
            evidence TEXT NOT NULL, found_at INTEGER NOT NULL,
            PRIMARY KEY(migration, account, record_key)) WITHOUT ROWID\
          """,
          "CREATE TABLE IF NOT EXISTS release(name TEXT PRIMARY KEY, number INTEGER NOT NULL, percent INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE TABLE IF NOT EXISTS split_by_hand(asked_by TEXT NOT NULL, at INTEGER NOT NULL)",
          """
          CREATE TABLE IF NOT EXISTS deployment(
            id INTEGER PRIMARY KEY, version INTEGER NOT NULL, strategy INTEGER NOT NULL, from_release TEXT NOT NULL,
            to_release TEXT NOT NULL, steps TEXT NOT NULL, soak_ms INTEGER NOT NULL, mirror REAL NOT NULL,
            proxies INTEGER NOT NULL, state INTEGER NOT NULL, step INTEGER NOT NULL, shifted INTEGER NOT NULL,
            baseline_error_rate REAL NOT NULL, baseline_p50_us INTEGER NOT NULL, baseline_p99_us INTEGER NOT NULL,
            reason TEXT NOT NULL, asked_by TEXT NOT NULL, began_at INTEGER NOT NULL, changed_at INTEGER NOT NULL)\
          """);

  /** Files of version 1 counted accounts each time, and found a migration's chores by a join. */
  private static final List<String> TO_VERSION_2 =
      List.of(
          "DROP INDEX IF EXISTS placement_moving",
          "DROP INDEX IF EXISTS migration_account_state",
          "ALTER TABLE chore ADD COLUMN migration INTEGER NOT NULL DEFAULT 0",
          """
          UPDATE chore SET migration = coalesce(
            (SELECT max(a.migration) FROM migration_account a WHERE a.account = chore.account), 0)\
          """,
          COUNTS,
          """
          INSERT INTO migration_count
            SELECT migration, wave, state, count(*), sum(records) FROM migration_account GROUP BY 1, 2, 3\
          """);

  /**
   * Files of version 2 knew the strategy copy only, and no work of the other; the share of shadow
   * reads was that of the specification.
   */
  private static final List<String> TO_VERSION_3 =
      List.of(
          "DROP INDEX IF EXISTS placement_work",
          "ALTER TABLE migration ADD COLUMN shadow_reads REAL NOT NULL DEFAULT 0",
          "UPDATE migration SET shadow_reads = coalesce(json_extract(spec, '$.shadowReads'), 0)",
          "ALTER TABLE migration ADD COLUMN lazy INTEGER NOT NULL DEFAULT 0");

  /** Files of version 3 knew no lazy migration that leaves anything behind. */
  private static final List<String> TO_VERSION_4 =
      List.of("ALTER TABLE migration ADD COLUMN drain INTEGER NOT NULL DEFAULT 1");

  /** Older files did not say of which trace an event came. */
  private static final List<String> TO_VERSION_5 =
      List.of("ALTER TABLE migration_event ADD COLUMN trace TEXT NOT NULL DEFAULT ''");

  static final SqliteOptions OPTIONS =
      SqliteOptions.of(APPLICATION_ID, VERSION, SCHEMA)
          .withUpgrades(
              new TreeMap<>(
                  Map.of(2, TO_VERSION_2, 3, TO_VERSION_3, 4, TO_VERSION_4, 5, TO_VERSION_5)));

  private CatalogSchema() {}
}
