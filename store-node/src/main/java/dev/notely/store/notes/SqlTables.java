package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What both schemas keep alike: ownership rows, tombstones, changes, the request log. Their notes
 * are their own.
 */
abstract class SqlTables implements AccountTables {
  static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)",
          """
          CREATE TABLE IF NOT EXISTS ownership(
            account BLOB PRIMARY KEY, state INTEGER NOT NULL, epoch INTEGER NOT NULL, last_seq INTEGER NOT NULL,
            watermark INTEGER NOT NULL, keep_from INTEGER NOT NULL, export_epoch INTEGER NOT NULL,
            scan_position BLOB NOT NULL, import_keep_from INTEGER NOT NULL, digest_high INTEGER NOT NULL,
            digest_low INTEGER NOT NULL, notes INTEGER NOT NULL, bytes INTEGER NOT NULL, key_mark INTEGER NOT NULL,
            log_entries INTEGER NOT NULL, purging INTEGER NOT NULL) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS tombstone(
            account BLOB, id BLOB, seq INTEGER NOT NULL, PRIMARY KEY(account, id)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS change_log(
            account BLOB, seq INTEGER, id BLOB NOT NULL, PRIMARY KEY(account, seq), UNIQUE(account, id)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS request_log(
            account BLOB, key BLOB, expires INTEGER NOT NULL, seq INTEGER NOT NULL, outcome BLOB NOT NULL,
            PRIMARY KEY(account, key)) WITHOUT ROWID\
          """,
          "CREATE INDEX IF NOT EXISTS request_log_expiry ON request_log(account, expires)",
          // Filled only while an account is exported: in normal life a write does not pay for it.
          """
          CREATE TABLE IF NOT EXISTS request_log_recent(
            account BLOB, seq INTEGER, key BLOB NOT NULL, PRIMARY KEY(account, seq)) WITHOUT ROWID\
          """);

  private static final String OWNERSHIP_COLUMNS =
      """
      SELECT state, epoch, last_seq, watermark, keep_from, export_epoch, scan_position, import_keep_from, digest_high,
        digest_low, notes, bytes, key_mark, log_entries, purging, account FROM ownership\
      """;
  private static final String TOMBSTONES_OF_RANGE =
      "FROM tombstone WHERE account = ? AND id > ? AND id <= ?";

  /** Behind all keys: it is longer. */
  private static final byte[] LAST = new byte[17];

  static {
    Arrays.fill(LAST, (byte) 0xFF);
  }

  private static final String LOG_COLUMNS = "SELECT key, expires, seq, outcome FROM request_log";

  final Session session;
  private final boolean readOnly;

  SqlTables(Session session, boolean readOnly) {
    this.session = session;
    this.readOnly = readOnly;
  }

  @Override
  public final Ownership ownership(ByteString account) {
    return session
        .first(OWNERSHIP_COLUMNS + " WHERE account = ?", SqlTables::readOwnership, blob(account))
        .orElse(Ownership.NONE);
  }

  @Override
  public final List<AccountRow> ownerships(ByteString after, int limit) {
    return session.list(
        OWNERSHIP_COLUMNS + " WHERE account > ? ORDER BY account LIMIT ?",
        row -> new AccountRow(bytes(row, 16), readOwnership(row)),
        blob(after),
        limit);
  }

  private static Ownership readOwnership(ResultSet row) throws SQLException {
    return new Ownership(
        RowState.of(row.getInt(1)),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        bytes(row, 7),
        row.getLong(8),
        new RecordDigest(row.getLong(9), row.getLong(10)),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14),
        row.getInt(15) != 0);
  }

  @Override
  public final void putOwnership(ByteString account, Ownership row) {
    if (readOnly) {
      throw new WriterNeededException();
    }
    session.update(
        "INSERT OR REPLACE INTO ownership VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        blob(account),
        row.state().code(),
        row.epoch(),
        row.lastSeq(),
        row.watermark(),
        row.keepFrom(),
        row.exportEpoch(),
        blob(row.scanPosition()),
        row.importKeepFrom(),
        row.digest().high(),
        row.digest().low(),
        row.notes(),
        row.bytes(),
        row.keyMark(),
        row.logEntries(),
        row.purging() ? 1 : 0);
  }

  @Override
  public final long tombstone(ByteString account, ByteString key) {
    return session
        .first(
            "SELECT seq FROM tombstone WHERE account = ? AND id = ?",
            row -> row.getLong(1),
            blob(account),
            blob(key))
        .orElse(0L);
  }

  @Override
  public final void putTombstone(ByteString account, ByteString key, long seq) {
    if (seq == 0) {
      session.update(
          "DELETE FROM tombstone WHERE account = ? AND id = ?", blob(account), blob(key));
    } else {
      session.update(
          "INSERT OR REPLACE INTO tombstone VALUES(?,?,?)", blob(account), blob(key), seq);
    }
  }

  @Override
  public final List<RecordVersion> tombstones(ByteString account, KeyRange range, int limit) {
    return session.list(
        "SELECT id, seq " + TOMBSTONES_OF_RANGE + " ORDER BY id LIMIT ?",
        row -> new RecordVersion(bytes(row, 1), row.getLong(2), true, 0),
        blob(account),
        blob(range.after()),
        end(range),
        limit);
  }

  @Override
  public final void removeTombstones(ByteString account, KeyRange range) {
    session.update("DELETE " + TOMBSTONES_OF_RANGE, blob(account), blob(range.after()), end(range));
  }

  private static byte[] end(KeyRange range) {
    return range.until().isEmpty() ? LAST : blob(range.until());
  }

  @Override
  public final void putChange(ByteString account, ByteString key, long seq) {
    session.update(
        "INSERT OR REPLACE INTO change_log VALUES(?,?,?)", blob(account), seq, blob(key));
  }

  @Override
  public final List<Change> changes(ByteString account, long after, int limit) {
    return session.list(
        "SELECT id, seq FROM change_log WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?",
        row -> new Change(bytes(row, 1), row.getLong(2)),
        blob(account),
        after,
        limit);
  }

  @Override
  public final Optional<LoggedWrite> logged(ByteString account, ByteString key) {
    return session.first(
        LOG_COLUMNS + " WHERE account = ? AND key = ?",
        SqlTables::readLogged,
        blob(account),
        blob(key));
  }

  private static LoggedWrite readLogged(ResultSet row) throws SQLException {
    return new LoggedWrite(bytes(row, 1), row.getLong(2), row.getLong(3), bytes(row, 4));
  }

  @Override
  public final void putLogged(ByteString account, LoggedWrite entry, boolean recent) {
    session.update(
        "INSERT OR REPLACE INTO request_log VALUES(?,?,?,?,?)",
        blob(account),
        blob(entry.key()),
        entry.expiresMs(),
        entry.seq(),
        blob(entry.outcome()));
    if (recent) {
      session.update(
          "INSERT OR REPLACE INTO request_log_recent VALUES(?,?,?)",
          blob(account),
          entry.seq(),
          blob(entry.key()));
    }
  }

  @Override
  public final List<LoggedWrite> log(ByteString account, ByteString after, int limit) {
    return session.list(
        LOG_COLUMNS + " WHERE account = ? AND key > ? ORDER BY key LIMIT ?",
        SqlTables::readLogged,
        blob(account),
        blob(after),
        limit);
  }

  @Override
  public final List<LoggedWrite> logBetween(ByteString account, long from, long to) {
    return session.list(
        """
        SELECT l.key, l.expires, l.seq, l.outcome FROM request_log_recent r
          JOIN request_log l ON l.account = r.account AND l.key = r.key
          WHERE r.account = ? AND r.seq > ? AND r.seq <= ? ORDER BY r.seq\
        """,
        SqlTables::readLogged,
        blob(account),
        from,
        to);
  }

  @Override
  public final Trimmed trimLog(ByteString account, long expiredAtMs, int limit) {
    List<LoggedWrite> expired =
        session.list(
            LOG_COLUMNS + " WHERE account = ? AND expires <= ? ORDER BY expires LIMIT ?",
            SqlTables::readLogged,
            blob(account),
            expiredAtMs,
            limit);
    for (LoggedWrite entry : expired) {
      session.update(
          "DELETE FROM request_log WHERE account = ? AND key = ?",
          blob(account),
          blob(entry.key()));
    }
    return Trimmed.of(expired);
  }

  @Override
  public final int removeHistory(ByteString account, int limit) {
    int removed =
        session.update(
            """
            DELETE FROM tombstone WHERE account = ?1
              AND id IN (SELECT id FROM tombstone WHERE account = ?1 LIMIT ?2)\
            """,
            blob(account),
            limit);
    removed +=
        session.update(
            """
            DELETE FROM change_log WHERE account = ?1
              AND seq IN (SELECT seq FROM change_log WHERE account = ?1 LIMIT ?2)\
            """,
            blob(account),
            limit);
    return removed
        + session.update(
            """
            DELETE FROM request_log_recent WHERE account = ?1
              AND seq IN (SELECT seq FROM request_log_recent WHERE account = ?1 LIMIT ?2)\
            """,
            blob(account),
            limit);
  }

  @Override
  public final int removeLog(ByteString account, int limit) {
    return session.update(
        """
        DELETE FROM request_log WHERE account = ?1
          AND key IN (SELECT key FROM request_log WHERE account = ?1 LIMIT ?2)\
        """,
        blob(account),
        limit);
  }

  static byte[] blob(ByteString bytes) {
    return bytes.toByteArray();
  }

  static ByteString bytes(ResultSet row, int column) throws SQLException {
    byte[] value = row.getBytes(column);
    // The driver has made the array for this call.
    return value == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(value);
  }

  /**
   * A read found that its proof opens the row: it must be done again by the writer. Thrown on the
   * hot path, so without a stack.
   */
  static final class WriterNeededException extends RuntimeException {
    WriterNeededException() {
      super("the row must be written", null, false, false);
    }
  }
}
