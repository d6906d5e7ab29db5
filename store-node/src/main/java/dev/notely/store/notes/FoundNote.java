package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A row of the hands-on app's table as it stands there: SQLite keeps any type in any column.
 *
 * @param types of id, creator, created_at, updated_at and content, as SQLite names them
 * @param content empty where it is longer than a note can be
 * @param contentBytes its length
 */
record FoundNote(
    long row,
    List<String> types,
    String id,
    String creator,
    long createdAtMs,
    long updatedAtMs,
    ByteString content,
    long contentBytes) {
  /** What a row is good for. */
  sealed interface Verdict {}

  /** It can be served. */
  record Sound(ByteString account, ByteString key, NoteValue value) implements Verdict {}

  /** It cannot. */
  record Broken(String reason) implements Verdict {}

  /** Rows after a row, in order; texts are cut where they are too long to be anything. */
  static List<FoundNote> after(Session session, long row, int limit) {
    return session.list(
        """
        SELECT rowid, typeof(id), typeof(creator), typeof(created_at), typeof(updated_at), typeof(content),
          substr(CAST(id AS TEXT), 1, 80), substr(CAST(creator AS TEXT), 1, 80), created_at, updated_at,
          length(CAST(content AS BLOB)),
          CASE WHEN length(CAST(content AS BLOB)) <= ? THEN CAST(content AS BLOB) END
          FROM notes WHERE rowid > ? ORDER BY rowid LIMIT ?\
        """,
        FoundNote::read,
        NoteLimits.MAX_BYTES,
        row,
        limit);
  }

  private static FoundNote read(ResultSet row) throws SQLException {
    return new FoundNote(
        row.getLong(1),
        List.of(
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6)),
        text(row.getString(7)),
        text(row.getString(8)),
        row.getLong(9),
        row.getLong(10),
        SqlTables.bytes(row, 12),
        row.getLong(11));
  }

  @SuppressWarnings("ConstantValue") // the driver answers null for NULL
  static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }

  /** Whether it can be served, and why not: the first thing that is wrong. */
  Verdict judge() {
    Optional<ByteString> key = UuidText.parse(id);
    Optional<ByteString> account = UuidText.parse(creator);
    if (key.isEmpty() || !is(0, "text") || !UuidText.of(key.get()).equals(id)) {
      return new Broken("its id is not a UUID in lower case");
    }
    if (account.isEmpty() || !is(1, "text")) {
      return new Broken("its creator is not a UUID");
    }
    if (!is(2, "integer") || !NoteLimits.isTime(createdAtMs)) {
      return new Broken("its " + NoteLimits.CREATED_AT);
    }
    if (!is(3, "integer") || !NoteLimits.isTime(updatedAtMs)) {
      return new Broken("its " + NoteLimits.UPDATED_AT);
    }
    if (!is(4, "text") || !isContent()) {
      return new Broken("its " + NoteLimits.CONTENT);
    }
    return new Sound(account.get(), key.get(), new NoteValue(createdAtMs, updatedAtMs, content));
  }

  private boolean is(int column, String type) {
    return types.get(column).equals(type);
  }

  private boolean isContent() {
    return contentBytes <= NoteLimits.MAX_BYTES && NoteLimits.isContent(content);
  }

  /** The account that its creator names, whatever else is wrong with it. */
  Optional<ByteString> account() {
    return UuidText.parse(creator);
  }
}
