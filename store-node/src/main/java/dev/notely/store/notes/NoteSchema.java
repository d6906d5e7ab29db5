package dev.notely.store.notes;

import dev.notely.store.sqlite.Session;
import java.util.List;
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
    return Stream.concat(
            SqlTables.SCHEMA.stream(),
            (this == LEGACY ? LegacyTables.SCHEMA : ClusteredTables.SCHEMA).stream())
        .toList();
  }

  AccountTables tables(Session session, boolean readOnly) {
    return this == LEGACY
        ? new LegacyTables(session, readOnly)
        : new ClusteredTables(session, readOnly);
  }

  /** As options and messages name it. */
  public String label() {
    return this == LEGACY ? "legacy" : "clustered";
  }
}
