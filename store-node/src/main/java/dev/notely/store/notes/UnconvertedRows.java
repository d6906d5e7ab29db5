package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.UnconvertedRow.Page;
import dev.notely.store.notes.UnconvertedRow.Position;
import dev.notely.store.notes.UnconvertedRow.Query;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rows of an adopted file that are no records: where they are, whose they may be, what was decided
 * about them. Of the legacy schema only; lives as long as its transaction.
 */
final class UnconvertedRows {
  static final List<String> SCHEMA =
      List.of(
          // By where they were found.
          """
          CREATE TABLE IF NOT EXISTS unserved(
            source TEXT, row INTEGER, id TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY(source, row)) WITHOUT ROWID\
          """,
          // By the account that the creator names.
          """
          CREATE TABLE IF NOT EXISTS unserved_account(
            account BLOB, source TEXT, row INTEGER, PRIMARY KEY(account, source, row)) WITHOUT ROWID\
          """,
          """
          CREATE TABLE IF NOT EXISTS unserved_resolution(
            source TEXT, row INTEGER, how TEXT NOT NULL, reason TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(source, row)) WITHOUT ROWID\
          """,
          // What a row of notes was before it was mended. No types: a value stays what it is.
          "CREATE TABLE IF NOT EXISTS unserved_was(row INTEGER PRIMARY KEY, id, creator, created_at, updated_at, content)");

  /** Number of unresolved rows. */
  static final String UNRESOLVED = "unserved";

  private static final String INDEXED = "unserved.accounts";
  private static final String ALL_INDEXED = "all";
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final int BATCH = 256;

  private static final String COLUMNS =
      """
      SELECT u.source, u.row, u.id, u.reason, substr(CAST(coalesce(w.creator, n.creator) AS TEXT), 1, 80),
        r.how, r.reason, r.actor, r.at FROM\
      """;
  private static final String JOINED =
      """
        LEFT JOIN notes n ON u.source = 'notes' AND n.rowid = u.row
        LEFT JOIN unserved_was w ON u.source = 'notes' AND w.row = u.row
        LEFT JOIN unserved_resolution r ON r.source = u.source AND r.row = u.row\
      """;
  private static final String NEXT =
      COLUMNS
          + " unserved u"
          + JOINED
          + " WHERE (u.source, u.row) > (?, ?) AND (? = 0 OR r.how IS NULL) ORDER BY u.source, u.row LIMIT ?";
  private static final String NEXT_OF_ACCOUNT =
      COLUMNS
          + " unserved_account a JOIN unserved u ON u.source = a.source AND u.row = a.row"
          + JOINED
          + """
           WHERE a.account = ? AND (a.source, a.row) > (?, ?) AND (? = 0 OR r.how IS NULL)
            ORDER BY a.source, a.row LIMIT ?\
          """;

  private final Session session;

  UnconvertedRows(Session session) {
    this.session = session;
  }

  /** Of a file that is to be adopted: whatever is set aside is found by its account at once. */
  static void begin(Session session) {
    Meta.put(session, INDEXED, ALL_INDEXED);
  }

  /** Sets a row aside; empty account: its creator names none. */
  void setAside(String source, long row, String id, String reason, Optional<ByteString> account) {
    session.update("INSERT OR REPLACE INTO unserved VALUES(?,?,?,?)", source, row, id, reason);
    account.ifPresent(named -> index(named, source, row));
  }

  private void index(ByteString account, String source, long row) {
    session.update(
        "INSERT OR IGNORE INTO unserved_account VALUES(?,?,?)", account.toByteArray(), source, row);
  }

  /**
   * Files that were adopted before rows were found by their accounts: the next rows; true if there
   * are no more.
   */
  boolean indexNext() {
    String done = Meta.get(session, INDEXED).orElse("");
    if (done.equals(ALL_INDEXED)) {
      return true;
    }
    // Rows of other files name no account here.
    long after = done.isEmpty() ? Long.MIN_VALUE : Long.parseLong(done);
    List<Found> next =
        session.list(NEXT, UnconvertedRows::read, "notes", after, 0, BATCH).stream()
            .filter(found -> found.source.equals("notes"))
            .toList();
    next.forEach(found -> found.account.ifPresent(named -> index(named, found.source, found.row)));
    boolean all = next.size() < BATCH;
    Meta.put(session, INDEXED, all ? ALL_INDEXED : Long.toString(next.getLast().row));
    return all;
  }

  /** Rows after a position. */
  Page page(Query query) {
    return page(
        session.list(
            NEXT,
            UnconvertedRows::read,
            query.after().source(),
            query.after().row(),
            query.unresolvedOnly() ? 1 : 0,
            query.limit() + 1),
        query);
  }

  /** Rows after a position whose creators name one of these accounts. */
  Page page(Query query, List<ByteString> accounts) {
    Position after = query.after();
    List<Found> found = new ArrayList<>();
    List<ByteString> sorted =
        accounts.stream()
            .distinct()
            .filter(account -> order().compare(account, after.account()) >= 0)
            .sorted(order())
            .toList();
    for (ByteString account : sorted) {
      Position from = account.equals(after.account()) ? after : Position.START;
      found.addAll(
          session.list(
              NEXT_OF_ACCOUNT,
              UnconvertedRows::read,
              account.toByteArray(),
              from.source(),
              from.row(),
              query.unresolvedOnly() ? 1 : 0,
              query.limit() + 1 - found.size()));
      if (found.size() > query.limit()) {
        break;
      }
    }
    return page(found, query);
  }

  private static Comparator<ByteString> order() {
    return ByteString.unsignedLexicographicalComparator();
  }

  private Page page(List<Found> found, Query query) {
    List<UnconvertedRow> rows = new ArrayList<>();
    long bytes = 0;
    for (Found one : found) {
      if (rows.size() == query.limit() || bytes >= PAGE_BYTES) {
        return new Page(rows, true);
      }
      UnconvertedRow row = query.withRaw() ? full(one) : one.with(Optional.empty());
      bytes += 200 + row.raw().map(raw -> (long) raw.json().length()).orElse(0L);
      rows.add(row);
    }
    return new Page(rows, false);
  }

  /** One row. */
  Optional<UnconvertedRow> find(String source, long row) {
    return session
        .first(
            COLUMNS + " unserved u" + JOINED + " WHERE u.source = ? AND u.row = ?",
            UnconvertedRows::read,
            source,
            row)
        .map(this::full);
  }

  private UnconvertedRow full(Found found) {
    Optional<RawRow> raw =
        found.source.equals("notes") ? RawRow.found(session, found.row) : Optional.empty();
    return found.with(raw);
  }

  /** Notes what was decided. */
  void resolved(UnconvertedRow row, Resolution resolution) {
    session.update(
        "INSERT INTO unserved_resolution VALUES(?,?,?,?,?,?)",
        row.source(),
        row.row(),
        resolution.how().name(),
        resolution.reason(),
        resolution.actor(),
        resolution.atMs());
    long before = Meta.get(session, UNRESOLVED).map(Long::parseLong).orElse(0L);
    Meta.put(session, UNRESOLVED, Long.toString(before - 1));
  }

  /**
   * Makes the row itself the row of a record, if it has the record's id, and keeps what it was.
   * False: a new row is to be made.
   */
  boolean takeOver(
      LegacyTables tables, UnconvertedRow row, ByteString account, StoredRecord record) {
    boolean same =
        row.source().equals("notes")
            && session
                .first(
                    "SELECT 1 FROM notes WHERE rowid = ? AND id = ?",
                    _ -> true,
                    row.row(),
                    UuidText.of(record.key()))
                .isPresent();
    if (same) {
      session.update(
          """
          INSERT INTO unserved_was SELECT rowid, id, creator, created_at, updated_at, content
            FROM notes WHERE rowid = ?\
          """,
          row.row());
      session.update(
          "UPDATE notes SET creator = ? WHERE rowid = ?", UuidText.of(account), row.row());
      tables.enrol(account, record.key(), record.seq());
    }
    return same;
  }

  private record Found(
      String source,
      long row,
      String id,
      String reason,
      Optional<ByteString> account,
      Optional<Resolution> resolution) {
    UnconvertedRow with(Optional<RawRow> raw) {
      return new UnconvertedRow(
          source, row, id, account.orElse(ByteString.EMPTY), reason, raw, resolution);
    }
  }

  private static Found read(ResultSet row) throws SQLException {
    String how = FoundNote.text(row.getString(6));
    return new Found(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        UuidText.parse(FoundNote.text(row.getString(5))),
        how.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Resolution(
                    Resolution.How.valueOf(how),
                    row.getString(7),
                    row.getString(8),
                    row.getLong(9))));
  }
}
