package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The schemas that a notes store can have. */
public enum NoteSchema {
  /** The hands-on app's table and side tables of ours. */
  LEGACY,
  /** Notes by account. */
  CLUSTERED;

  /** Version of both schemas, kept in the file. */
  public static final int VERSION = 1;

  /** Statements that make it; harmless where it is there. */
  public List<String> statements() {
    return Stream.of(
            SqlTables.SCHEMA,
            this == LEGACY ? LegacyTables.SCHEMA : ClusteredTables.SCHEMA,
            this == LEGACY ? UnconvertedRows.SCHEMA : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }

  AccountTables tables(Session session, boolean readOnly) {
    return this == LEGACY
        ? new LegacyTables(session, readOnly)
        : new ClusteredTables(session, readOnly);
  }

  /** The columns of a record, as the file has them. */
  Optional<RawRow> raw(Session session, ByteString account, ByteString key) {
    return this == LEGACY
        ? LegacyTables.raw(session, account, key)
        : RawRow.first(
            session,
            List.of("created_at", "updated_at", "content"),
            "notes WHERE account = ? AND id = ?",
            SqlTables.blob(account),
            SqlTables.blob(key));
  }

  /** As options and messages name it. */
  public String label() {
    return this == LEGACY ? "legacy" : "clustered";
  }
}
