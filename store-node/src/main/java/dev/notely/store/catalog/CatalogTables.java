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

/** The catalog's tables in one transaction. */
final class CatalogTables {
  private static final int APPLICATION_ID = 0x4E74_6C43; // "NtlC"
  private static final int VERSION = 1;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS account(id BLOB PRIMARY KEY, name TEXT NOT NULL, tier TEXT NOT NULL) WITHOUT ROWID",
          """
          CREATE TABLE IF NOT EXISTS placement(
            account BLOB PRIMARY KEY, epoch INTEGER NOT NULL, home TEXT NOT NULL, second TEXT NOT NULL,
            phase INTEGER NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID\
          """,
          "CREATE UNIQUE INDEX IF NOT EXISTS placement_version ON placement(version)",
          "CREATE INDEX IF NOT EXISTS placement_moving ON placement(phase) WHERE phase IN (3, 4)",
          """
          CREATE TABLE IF NOT EXISTS chore(
            account BLOB, store TEXT, epoch INTEGER, kind INTEGER, home TEXT NOT NULL,
            PRIMARY KEY(account, store, epoch, kind)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS move_history(
            id INTEGER PRIMARY KEY AUTOINCREMENT, account BLOB NOT NULL, from_store TEXT NOT NULL, to_store TEXT NOT NULL,
            epoch INTEGER NOT NULL, committed_at INTEGER NOT NULL, records INTEGER NOT NULL, pause_micros INTEGER NOT NULL)\
          """,
          """
          CREATE TABLE IF NOT EXISTS store(
            name TEXT PRIMARY KEY, address TEXT NOT NULL, schema TEXT NOT NULL) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS store_label(
            store TEXT, label TEXT, value TEXT NOT NULL, PRIMARY KEY(store, label)) WITHOUT ROWID\
          """);

  static final SqliteOptions OPTIONS = SqliteOptions.of(APPLICATION_ID, VERSION, SCHEMA);

  private static final String PLACEMENT =
      "SELECT account, epoch, home, second, phase, version FROM placement";
  private static final String ENTRY =
      """
      SELECT p.account, p.epoch, p.home, p.second, p.phase, p.version, a.name, a.tier
        FROM account a JOIN placement p ON p.account = a.id\
      """;

  private final Session session;

  CatalogTables(Session session) {
    this.session = session;
  }

  long version() {
    return session.first("SELECT max(version) FROM placement", row -> row.getLong(1)).orElse(0L);
  }

  Optional<PlacementRow> placement(ByteString account) {
    return session.first(
        PLACEMENT + " WHERE account = ?", CatalogTables::readPlacement, blob(account));
  }

  /** Stores the row under the next version of the catalog and answers it so. */
  PlacementRow put(PlacementRow row) {
    long version = version() + 1;
    session.update(
        "INSERT OR REPLACE INTO placement VALUES(?,?,?,?,?,?)",
        blob(row.account()),
        row.epoch(),
        row.home(),
        row.second(),
        row.phase().code(),
        version);
    return new PlacementRow(
        row.account(), row.epoch(), row.home(), row.second(), row.phase(), version);
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
            + " WHERE phase IN (3, 4) UNION "
            + PLACEMENT
            + " WHERE account IN (SELECT account FROM chore) ORDER BY version LIMIT ?",
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

  void put(Chore chore) {
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

  void putAccount(ByteString id, String name, String tier) {
    session.update("INSERT INTO account VALUES(?,?,?)", blob(id), name, tier);
  }

  boolean rename(ByteString id, String name) {
    return session.update("UPDATE account SET name = ? WHERE id = ?", name, blob(id)) == 1;
  }

  void putMove(MoveRecord move) {
    session.update(
        """
        INSERT INTO move_history(account, from_store, to_store, epoch, committed_at, records, pause_micros)
          VALUES(?,?,?,?,?,?,?)\
        """,
        blob(move.account()),
        move.from(),
        move.to(),
        move.epoch(),
        move.committedAtMs(),
        move.records(),
        move.pauseMicros());
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

  private static AccountEntry readEntry(ResultSet row) throws SQLException {
    PlacementRow placement = readPlacement(row);
    return new AccountEntry(placement.account(), row.getString(7), row.getString(8), placement);
  }

  private static PlacementRow readPlacement(ResultSet row) throws SQLException {
    return new PlacementRow(
        bytes(row, 1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        PlacementPhase.of(row.getInt(5)),
        row.getLong(6));
  }

  private static byte[] blob(ByteString bytes) {
    return bytes.toByteArray();
  }

  private static ByteString bytes(ResultSet row, int column) throws SQLException {
    return ByteString.copyFrom(row.getBytes(column));
  }
}
