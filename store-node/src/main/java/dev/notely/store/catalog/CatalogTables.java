package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import dev.notely.store.sqlite.SqliteOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalog's tables in one transaction. */
final class CatalogTables implements JournalTables {
  private static final int APPLICATION_ID = 0x4E74_6C43; // "NtlC"
  private static final int VERSION = 1;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS account(id BLOB PRIMARY KEY, name TEXT NOT NULL, tier TEXT NOT NULL, region TEXT NOT NULL) WITHOUT ROWID",
          """
          CREATE TABLE IF NOT EXISTS placement(
            account BLOB PRIMARY KEY, epoch INTEGER NOT NULL, home TEXT NOT NULL, second TEXT NOT NULL,
            phase INTEGER NOT NULL, version INTEGER NOT NULL, migration INTEGER NOT NULL) WITHOUT ROWID\
          """,
          "CREATE UNIQUE INDEX IF NOT EXISTS placement_version ON placement(version)",
          "CREATE INDEX IF NOT EXISTS placement_moving ON placement(phase) WHERE phase IN (3, 4, 6)",
          """
          CREATE TABLE IF NOT EXISTS chore(
            account BLOB, store TEXT, epoch INTEGER, kind INTEGER, home TEXT NOT NULL,
            PRIMARY KEY(account, store, epoch, kind)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS move_history(
            id INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, from_store TEXT NOT NULL, to_store TEXT NOT NULL,
            epoch INTEGER NOT NULL, committed_at INTEGER NOT NULL, records INTEGER NOT NULL, pause_micros INTEGER NOT NULL,
            migration INTEGER NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS move_history_migration ON move_history(migration, id, pause_micros) WHERE migration > 0",
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
            evidence TEXT NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, progressed_at INTEGER NOT NULL)\
          """,
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
          "CREATE INDEX IF NOT EXISTS migration_account_state ON migration_account(migration, state, wave, account, records)",
          "CREATE INDEX IF NOT EXISTS migration_account_account ON migration_account(account)",
          """
          CREATE TABLE IF NOT EXISTS migration_event(
            id INTEGER PRIMARY KEY AUTOINCREMENT, migration INTEGER NOT NULL, account BLOB NOT NULL, at INTEGER NOT NULL,
            actor TEXT NOT NULL, event TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL,
            reason TEXT NOT NULL, evidence TEXT NOT NULL, wave INTEGER NOT NULL, soaking_wave INTEGER NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS migration_event_migration ON migration_event(migration, id)",
          "CREATE INDEX IF NOT EXISTS migration_event_account ON migration_event(migration, account, id)",
          """
          CREATE TABLE IF NOT EXISTS inconsistency(
            id INTEGER PRIMARY KEY AUTOINCREMENT, migration INTEGER NOT NULL, account BLOB NOT NULL, note BLOB NOT NULL,
            expected TEXT NOT NULL, actual TEXT NOT NULL, trace_id TEXT NOT NULL, at INTEGER NOT NULL)\
          """,
          "CREATE INDEX IF NOT EXISTS inconsistency_migration ON inconsistency(migration)");

  static final SqliteOptions OPTIONS = SqliteOptions.of(APPLICATION_ID, VERSION, SCHEMA);

  private static final String PLACEMENT =
      "SELECT account, epoch, home, second, phase, version, migration FROM placement";
  private static final String ENTRY =
      """
      SELECT p.account, p.epoch, p.home, p.second, p.phase, p.version, p.migration, a.name, a.tier, a.region
        FROM account a JOIN placement p ON p.account = a.id\
      """;

  /** Moves of a migration that does not move are not given out. */
  private static final String GIVEN_OUT =
      """
       (phase NOT IN (3, 6) OR migration = 0
         OR (phase = 3 AND migration IN (SELECT id FROM migration WHERE state = 2))
         OR (phase = 6 AND migration IN (SELECT id FROM migration WHERE state = 6)))\
      """;

  private static final String MIGRATION =
      """
      SELECT id, name, spec, state, wave, soaking_wave, resume_to, concurrent_accounts, records_per_second,
          verification, baseline, version, actor, reason, evidence, created_at, changed_at, progressed_at
        FROM migration\
      """;
  private static final String NOT_ENDED = " state NOT IN (8, 9, 10)";
  private static final String MIGRATION_ACCOUNT =
      """
      SELECT migration, account, wave, state, source, target, records, pause_micros, attempts, reason, changed_at
        FROM migration_account\
      """;
  private static final String EVENT =
      """
      SELECT id, migration, account, at, actor, event, from_state, to_state, reason, evidence, wave, soaking_wave
        FROM migration_event\
      """;

  private final Session session;

  CatalogTables(Session session) {
    this.session = session;
  }

  long version() {
    return session.first("SELECT max(version) FROM placement", row -> row.getLong(1)).orElse(0L);
  }

  @Override
  public Optional<PlacementRow> placement(ByteString account) {
    return session.first(
        PLACEMENT + " WHERE account = ?", CatalogTables::readPlacement, blob(account));
  }

  @Override
  public PlacementRow put(PlacementRow row) {
    long version = version() + 1;
    session.update(
        "INSERT OR REPLACE INTO placement VALUES(?,?,?,?,?,?,?)",
        blob(row.account()),
        row.epoch(),
        row.home(),
        row.second(),
        row.phase().code(),
        version,
        row.migration());
    return row.withVersion(version);
  }

  List<PlacementRow> changedAfter(long version, int limit) {
    return session.list(
        PLACEMENT + " WHERE version > ? ORDER BY version LIMIT ?",
        CatalogTables::readPlacement,
        version,
        limit);
  }

  /** Placements with work: under way, or with chores left. */
  List<PlacementRow> withWork(int limit) {
    return session.list(
        PLACEMENT
            + " WHERE phase IN (3, 4, 6) AND"
            + GIVEN_OUT
            + " UNION "
            + PLACEMENT
            + " WHERE account IN (SELECT account FROM chore) AND"
            + GIVEN_OUT
            + " ORDER BY version LIMIT ?",
        CatalogTables::readPlacement,
        limit);
  }

  List<Chore> chores(ByteString account) {
    return session.list(
        "SELECT store, epoch, kind, home FROM chore WHERE account = ? ORDER BY epoch, kind",
        row ->
            new Chore(
                account,
                row.getString(1),
                row.getLong(2),
                Chore.Kind.of(row.getInt(3)),
                row.getString(4)),
        blob(account));
  }

  @Override
  public void put(Chore chore) {
    session.update(
        "INSERT OR REPLACE INTO chore VALUES(?,?,?,?,?)",
        blob(chore.account()),
        chore.store(),
        chore.epoch(),
        chore.kind().code(),
        chore.home());
  }

  void remove(Chore chore) {
    session.update(
        "DELETE FROM chore WHERE account = ? AND store = ? AND epoch = ? AND kind = ?",
        blob(chore.account()),
        chore.store(),
        chore.epoch(),
        chore.kind().code());
  }

  Optional<AccountEntry> entry(ByteString account) {
    return session.first(ENTRY + " WHERE a.id = ?", CatalogTables::readEntry, blob(account));
  }

  List<AccountEntry> entries(ByteString after, int limit) {
    return session.list(
        ENTRY + " WHERE a.id > ? ORDER BY a.id LIMIT ?",
        CatalogTables::readEntry,
        blob(after),
        limit);
  }

  void putAccount(ByteString id, String name, String tier, String region) {
    session.update("INSERT INTO account VALUES(?,?,?,?)", blob(id), name, tier, region);
  }

  boolean rename(ByteString id, String name) {
    return session.update("UPDATE account SET name = ? WHERE id = ?", name, blob(id)) == 1;
  }

  @Override
  public void putMove(MoveRecord move, long migration) {
    session.update(
        """
        INSERT INTO move_history(account, from_store, to_store, epoch, committed_at, records, pause_micros, migration)
          VALUES(?,?,?,?,?,?,?,?)\
        """,
        blob(move.account()),
        move.from(),
        move.to(),
        move.epoch(),
        move.committedAtMs(),
        move.records(),
        move.pauseMicros(),
        migration);
  }

  List<MoveRecord> moves(long afterId, int limit) {
    return session.list(
        """
        SELECT id, account, from_store, to_store, epoch, committed_at, records, pause_micros
          FROM move_history WHERE id > ? ORDER BY id LIMIT ?\
        """,
        row ->
            new MoveRecord(
                row.getLong(1),
                bytes(row, 2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8)),
        afterId,
        limit);
  }

  void putStore(KnownStore store) {
    session.update(
        "INSERT OR REPLACE INTO store VALUES(?,?,?)",
        store.name(),
        store.address(),
        store.schema());
    session.update("DELETE FROM store_label WHERE store = ?", store.name());
    store
        .labels()
        .forEach((label, value) ->
            session.update("INSERT INTO store_label VALUES(?,?,?)", store.name(), label, value));
  }

  List<KnownStore> stores() {
    Map<String, Map<String, String>> labels = new HashMap<>();
    session
        .list(
            "SELECT store, label, value FROM store_label",
            row -> List.of(row.getString(1), row.getString(2), row.getString(3)))
        .forEach(row ->
            labels.computeIfAbsent(row.get(0), _ -> new HashMap<>()).put(row.get(1), row.get(2)));
    return session.list(
        "SELECT name, address, schema FROM store ORDER BY name",
        row ->
            new KnownStore(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                labels.getOrDefault(row.getString(1), Map.of())));
  }

  @Override
  public List<String> storeNames() {
    return session.list("SELECT name FROM store ORDER BY name", row -> row.getString(1));
  }

  @Override
  public boolean hasChores(long migration) {
    return session
        .first(
            """
            SELECT 1 FROM chore c JOIN migration_account a ON a.migration = ? AND a.account = c.account
              LIMIT 1\
            """,
            row -> true,
            migration)
        .isPresent();
  }

  /** Pauses of the latest committed cut-overs of a migration in microseconds, sorted. */
  List<Long> pauses(long migration, int limit) {
    return session
        .list(
            "SELECT pause_micros FROM move_history WHERE migration = ? AND migration > 0 ORDER BY id DESC LIMIT ?",
            row -> row.getLong(1),
            migration,
            limit)
        .stream()
        .sorted()
        .toList();
  }

  @Override
  public Migration add(Migration migration) {
    long id =
        session
            .first(
                "SELECT seq + 1 FROM sqlite_sequence WHERE name = 'migration'", CatalogTables::id)
            .orElse(1L);
    Migration numbered = migration.numbered(id);
    put(numbered);
    for (int wave = 0; wave < migration.plan().waves().size(); wave++) {
      session.update(
          "INSERT INTO migration_wave VALUES(?,?,?)", id, wave, migration.plan().waves().get(wave));
    }
    return numbered;
  }

  private static long id(ResultSet row) throws SQLException {
    return row.getLong(1);
  }

  @Override
  public void put(Migration migration) {
    MigrationPosition at = migration.position();
    MigrationChange last = migration.last();
    session.update(
        "INSERT OR REPLACE INTO migration VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        migration.id(),
        migration.plan().name(),
        migration.plan().spec(),
        at.state().code(),
        at.wave(),
        at.soakingWave() ? 1 : 0,
        at.resumeTo().map(MigrationState::code).orElse(0),
        migration.limits().concurrentAccounts(),
        migration.limits().recordsPerSecond(),
        migration.verification().code(),
        migration.baseline(),
        last.version(),
        last.actor(),
        last.reason(),
        last.evidence(),
        migration.createdAtMs(),
        last.atMs(),
        migration.progressedAtMs());
  }

  private Migration readMigration(ResultSet row) throws SQLException {
    int resumeTo = row.getInt(7);
    return new Migration(
        row.getLong(1),
        new MigrationPlan(row.getString(2), row.getString(3), waves(row.getLong(1))),
        new MigrationPosition(
            MigrationState.of(row.getInt(4)),
            row.getInt(5),
            row.getInt(6) == 1,
            resumeTo == 0 ? Optional.empty() : Optional.of(MigrationState.of(resumeTo))),
        new MigrationLimits(row.getInt(8), row.getLong(9)),
        Verification.of(row.getInt(10)),
        row.getString(11),
        new MigrationChange(
            row.getLong(12),
            row.getString(13),
            row.getString(14),
            row.getString(15),
            row.getLong(17)),
        row.getLong(16),
        row.getLong(18));
  }

  private List<String> waves(long migration) {
    return session.list(
        "SELECT name FROM migration_wave WHERE migration = ? ORDER BY wave",
        row -> row.getString(1),
        migration);
  }

  @Override
  public Optional<Migration> migration(long id) {
    return session.first(MIGRATION + " WHERE id = ?", this::readMigration, id);
  }

  @Override
  public Optional<Migration> unfinished(String name) {
    return session.first(MIGRATION + " WHERE name = ? AND" + NOT_ENDED, this::readMigration, name);
  }

  @Override
  public Optional<Migration> unfinishedWith(ByteString account) {
    return session.first(
        MIGRATION
            + " WHERE id IN (SELECT migration FROM migration_account WHERE account = ?) AND"
            + NOT_ENDED,
        this::readMigration,
        blob(account));
  }

  @Override
  public List<Migration> migrations(int limit, boolean unfinished) {
    return session.list(
        MIGRATION + (unfinished ? " WHERE" + NOT_ENDED : "") + " ORDER BY id DESC LIMIT ?",
        this::readMigration,
        limit);
  }

  @Override
  public void put(MigrationAccount account) {
    session.update(
        "INSERT OR REPLACE INTO migration_account VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        account.migration(),
        blob(account.account()),
        account.wave(),
        account.state().code(),
        account.source(),
        account.target(),
        account.records(),
        account.pauseMicros(),
        account.attempts(),
        account.reason(),
        account.changedAtMs());
  }

  private static MigrationAccount readAccount(ResultSet row) throws SQLException {
    return new MigrationAccount(
        row.getLong(1),
        bytes(row, 2),
        row.getInt(3),
        AccountState.of(row.getInt(4)),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getInt(9),
        row.getString(10),
        row.getLong(11));
  }

  @Override
  public Optional<MigrationAccount> account(long migration, ByteString account) {
    return session.first(
        MIGRATION_ACCOUNT + " WHERE migration = ? AND account = ?",
        CatalogTables::readAccount,
        migration,
        blob(account));
  }

  @Override
  public List<AccountCount> counts(long migration) {
    return session.list(
        """
        SELECT wave, state, count(*), sum(records) FROM migration_account INDEXED BY migration_account_state
          WHERE migration = ? GROUP BY state, wave ORDER BY wave, state\
        """,
        row ->
            new AccountCount(
                row.getInt(1), AccountState.of(row.getInt(2)), row.getLong(3), row.getLong(4)),
        migration);
  }

  @Override
  public List<MigrationAccount> next(
      long migration, AccountState state, int lastWave, After after, int limit) {
    return session.list(
        MIGRATION_ACCOUNT
            + """
             WHERE migration = ? AND state = ? AND wave <= ? AND (wave, account) > (?, ?)
              ORDER BY wave, account LIMIT ?\
            """,
        CatalogTables::readAccount,
        migration,
        state.code(),
        lastWave,
        after.wave(),
        blob(after.account()),
        limit);
  }

  @Override
  public List<MigrationAccount> accounts(
      long migration, ByteString after, int limit, Set<AccountState> states) {
    // Of codes only: at most one text for each set of states.
    String codes =
        states.stream()
            .sorted()
            .map(state -> Integer.toString(state.code()))
            .collect(Collectors.joining(","));
    return session.list(
        MIGRATION_ACCOUNT
            + " WHERE migration = ? AND account > ? AND state IN ("
            + codes
            + ") ORDER BY account LIMIT ?",
        CatalogTables::readAccount,
        migration,
        blob(after),
        limit);
  }

  @Override
  public void append(JournalEvent event) {
    session.update(
        """
        INSERT INTO migration_event(
            migration, account, at, actor, event, from_state, to_state, reason, evidence, wave, soaking_wave)
          VALUES(?,?,?,?,?,?,?,?,?,?,?)\
        """,
        event.migration(),
        blob(event.account()),
        event.atMs(),
        event.actor(),
        event.event(),
        event.from(),
        event.to(),
        event.reason(),
        event.evidence(),
        event.wave(),
        event.soakingWave() ? 1 : 0);
  }

  private static JournalEvent readEvent(ResultSet row) throws SQLException {
    return new JournalEvent(
        row.getLong(1),
        row.getLong(2),
        bytes(row, 3),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getInt(11),
        row.getInt(12) == 1);
  }

  @Override
  public List<JournalEvent> events(long migration, long afterId, int limit) {
    return session.list(
        EVENT + " WHERE migration = ? AND id > ? ORDER BY id LIMIT ?",
        CatalogTables::readEvent,
        migration,
        afterId,
        limit);
  }

  @Override
  public List<JournalEvent> events(long migration, ByteString account, long afterId, int limit) {
    return session.list(
        EVENT + " WHERE migration = ? AND account = ? AND id > ? ORDER BY id LIMIT ?",
        CatalogTables::readEvent,
        migration,
        blob(account),
        afterId,
        limit);
  }

  void put(Inconsistency found, long migration, long atMs) {
    session.update(
        """
        INSERT INTO inconsistency(migration, account, note, expected, actual, trace_id, at)
          VALUES(?,?,?,?,?,?,?)\
        """,
        migration,
        blob(found.account()),
        blob(found.note()),
        found.expected(),
        found.actual(),
        found.traceId(),
        atMs);
  }

  long inconsistencies(long migration) {
    return session
        .first(
            "SELECT count(*) FROM inconsistency WHERE migration = ?", CatalogTables::id, migration)
        .orElse(0L);
  }

  private static AccountEntry readEntry(ResultSet row) throws SQLException {
    PlacementRow placement = readPlacement(row);
    return new AccountEntry(
        placement.account(), row.getString(8), row.getString(9), row.getString(10), placement);
  }

  private static PlacementRow readPlacement(ResultSet row) throws SQLException {
    return new PlacementRow(
        bytes(row, 1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        PlacementPhase.of(row.getInt(5)),
        row.getLong(6),
        row.getLong(7));
  }

  private static byte[] blob(ByteString bytes) {
    return bytes.toByteArray();
  }

  private static ByteString bytes(ResultSet row, int column) throws SQLException {
    return ByteString.copyFrom(row.getBytes(column));
  }
}
