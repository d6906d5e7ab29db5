package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.runtime.process.StartupException;
import dev.notely.store.sqlite.Session;
import dev.notely.store.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a file of the hands-on app a legacy store: side tables beside its {@code notes}, which is
 * never written. Accounts first, then notes in the order of their rows, each batch with its
 * progress in one transaction: it may be cut off anywhere and called again. A row that cannot be
 * served gets an entry in {@code unserved} with the reason, and belongs to no account.
 */
public final class LegacyAdoption implements AutoCloseable {
  private static final int BATCH = 256;
  private static final String STATE = "adoption";
  private static final String UNDER_WAY = "under way";
  private static final String DONE = "done";
  private static final String NOTES_DONE_TO = "adoption.row";

  private final SqliteDatabase database;

  private LegacyAdoption(SqliteDatabase database) {
    this.database = database;
  }

  /** A row that stays out, and why. */
  public record Unserved(String source, long row, String id, String reason) {}

  /**
   * How far the notes are.
   *
   * @param lastRow of the notes looked at so far
   * @param rows number of the last row that the file has
   */
  public record Progress(long lastRow, long rows, boolean finished) {}

  /**
   * Begins, or goes on.
   *
   * @throws StartupException if the file is a store already that was never adopted, or another's
   */
  public static LegacyAdoption open(Path file, String store) {
    SqliteDatabase database =
        SqliteDatabase.open(file, NoteSchema.LEGACY.statements(), NoteSchema.VERSION);
    LegacyAdoption adoption = new LegacyAdoption(database);
    try {
      adoption.write(session -> {
        if (state(session).isEmpty() && Meta.get(session, "store").isPresent()) {
          throw new StartupException(
              "the file "
                  + file
                  + " is a store with data of its own: nothing can be adopted into it");
        }
        Meta.claim(session, "store", store, file);
        Meta.claim(session, "schema", NoteSchema.LEGACY.label(), file);
        if (state(session).isEmpty()) {
          Meta.put(session, STATE, UNDER_WAY);
          UnconvertedRows.begin(session);
        }
        return true;
      });
      return adoption;
    } catch (StartupException e) {
      database.close();
      throw e;
    }
  }

  /**
   * For a store that starts: an adoption that was cut off must be finished first, and notes that
   * were never adopted must not be served as if there were none.
   */
  static void checkFinished(Session session, Path file) {
    boolean underWay = state(session).equals(UNDER_WAY);
    boolean foreign =
        state(session).isEmpty()
            && Meta.get(session, "store").isEmpty()
            && session.first("SELECT 1 FROM notes LIMIT 1", _ -> true).isPresent();
    if (underWay || foreign) {
      throw new StartupException(
          "the file "
              + file
              + (underWay ? " is not adopted to its end" : " holds notes that were not adopted")
              + ": start with --adopt");
    }
  }

  private static String state(Session session) {
    return Meta.get(session, STATE).orElse("");
  }

  public boolean isDone() {
    return database.readers().read(LegacyAdoption::state).equals(DONE);
  }

  /** The accounts have this store as their home from epoch 1 on; those it has already stay. */
  public void admit(Collection<ByteString> accounts) {
    write(session -> {
      LegacyTables tables = new LegacyTables(session, false);
      for (ByteString account : accounts) {
        if (tables.ownership(account).state() == RowState.NONE) {
          tables.putOwnership(account, Ownership.NONE.withState(RowState.SERVING, 1));
        }
      }
      return true;
    });
  }

  /** Sets aside rows of another file, for the report. */
  public void setAside(List<Unserved> rows) {
    write(session -> {
      UnconvertedRows unconverted = new UnconvertedRows(session);
      rows.forEach(row ->
          unconverted.setAside(row.source(), row.row(), row.id(), row.reason(), Optional.empty()));
      return true;
    });
  }

  private static void setAside(Session session, FoundNote note, String reason) {
    new UnconvertedRows(session).setAside("notes", note.row(), note.id(), reason, note.account());
  }

  /** Adopts the next notes, after all accounts were admitted. */
  public Progress nextNotes() {
    return write(session -> {
      long after = Meta.get(session, NOTES_DONE_TO).map(Long::parseLong).orElse(Long.MIN_VALUE);
      List<FoundNote> found = FoundNote.after(session, after, BATCH);
      LegacyTables tables = new LegacyTables(session, false);
      Map<ByteString, Ownership> rows = new HashMap<>();
      for (FoundNote note : found) {
        adopt(session, tables, rows, note);
      }
      rows.forEach(tables::putOwnership);
      long last = found.isEmpty() ? after : found.getLast().row();
      Meta.put(session, NOTES_DONE_TO, Long.toString(last));
      long rowsInAll =
          session.first("SELECT max(rowid) FROM notes", row -> row.getLong(1)).orElse(0L);
      return new Progress(last, rowsInAll, found.size() < BATCH);
    });
  }

  private static void adopt(
      Session session, LegacyTables tables, Map<ByteString, Ownership> rows, FoundNote note) {
    switch (note.judge()) {
      case FoundNote.Broken(String reason) -> setAside(session, note, reason);
      case FoundNote.Sound(ByteString account, ByteString key, NoteValue value) -> {
        Ownership row = rows.computeIfAbsent(account, tables::ownership);
        if (row.state() != RowState.SERVING) {
          setAside(session, note, "its creator has no account");
          return;
        }
        StoredRecord record = new StoredRecord(key, row.lastSeq() + 1, false, value.encode());
        tables.enrol(account, key, record.seq());
        rows.put(account, row.withSeq(record.seq()).plus(record));
      }
    }
  }

  /** Every row that was set aside, by source and row; never more than a page in memory. */
  public void unserved(Consumer<Unserved> report) {
    Unserved last = new Unserved("", Long.MIN_VALUE, "", "");
    for (List<Unserved> page = page(last); !page.isEmpty(); page = page(last)) {
      page.forEach(report);
      last = page.getLast();
    }
  }

  private List<Unserved> page(Unserved after) {
    return database
        .readers()
        .read(session ->
            session.list(
                "SELECT source, row, id, reason FROM unserved WHERE (source, row) > (?, ?)"
                    + " ORDER BY source, row LIMIT ?",
                row ->
                    new Unserved(
                        row.getString(1), row.getLong(2), row.getString(3), row.getString(4)),
                after.source(),
                after.row(),
                BATCH));
  }

  /** Notes that are records of an account now. */
  public long adopted() {
    return database
        .readers()
        .read(session ->
            session
                .first("SELECT coalesce(sum(notes), 0) FROM ownership", row -> row.getLong(1))
                .orElse(0L));
  }

  /** The last step: from now on the file is a store like any other. */
  public void finish(long unservedRows) {
    write(session -> {
      Meta.put(session, UnconvertedRows.UNRESOLVED, Long.toString(unservedRows));
      Meta.put(session, STATE, DONE);
      return true;
    });
  }

  private <R> R write(Function<Session, R> work) {
    try {
      return database.writer().submit(work).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
