package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The better schema: notes lie together by account, ids are binary, no rowid. */
final class ClusteredTables extends SqlTables {
  static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS notes(
            account BLOB, id BLOB, seq INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            content BLOB NOT NULL, PRIMARY KEY(account, id)) WITHOUT ROWID\
          """);

  private static final int ROWS = 16;
  private static final int COLUMNS = 6;
  private static final String INSERT = "INSERT OR REPLACE INTO notes VALUES(?,?,?,?,?,?)";

  /** 16 rows a statement: twice the rate of a copy. */
  private static final String INSERT_ROWS = INSERT + ",(?,?,?,?,?,?)".repeat(ROWS - 1);

  ClusteredTables(Session session, boolean readOnly) {
    super(session, readOnly);
  }

  @Override
  public Optional<StoredRecord> record(ByteString account, ByteString key) {
    return session.first(
        "SELECT seq, created_at, updated_at, content FROM notes WHERE account = ? AND id = ?",
        row ->
            new StoredRecord(
                key,
                row.getLong(1),
                false,
                new NoteValue(row.getLong(2), row.getLong(3), bytes(row, 4)).encode()),
        blob(account),
        blob(key));
  }

  @Override
  public boolean takenByAnother(ByteString account, ByteString key) {
    return false; // the account is part of the primary key
  }

  @Override
  public void putRecords(ByteString account, List<StoredRecord> records) {
    int at = 0;
    for (; at + ROWS <= records.size(); at += ROWS) {
      session.update(INSERT_ROWS, columns(account, records.subList(at, at + ROWS)));
    }
    for (StoredRecord record : records.subList(at, records.size())) {
      session.update(INSERT, columns(account, List.of(record)));
    }
  }

  private static Object[] columns(ByteString account, List<StoredRecord> records) {
    byte[] accountBytes = blob(account);
    List<Object> columns = new ArrayList<>(records.size() * COLUMNS);
    for (StoredRecord record : records) {
      NoteValue value = NoteValue.decode(record.value());
      columns.add(accountBytes);
      columns.add(blob(record.key()));
      columns.add(record.seq());
      columns.add(value.createdAtMs());
      columns.add(value.updatedAtMs());
      columns.add(blob(value.content()));
    }
    return columns.toArray();
  }

  @Override
  public void removeRecord(ByteString account, ByteString key) {
    session.update("DELETE FROM notes WHERE account = ? AND id = ?", blob(account), blob(key));
  }

  @Override
  public List<ByteString> keys(ByteString account, ByteString after, int limit) {
    return session.list(
        "SELECT id FROM notes WHERE account = ? AND id > ? ORDER BY id LIMIT ?",
        row -> bytes(row, 1),
        blob(account),
        blob(after),
        limit);
  }

  @Override
  public List<StoredRecord> records(ByteString account, ByteString after, int limit) {
    return session.list(
        """
        SELECT id, seq, created_at, updated_at, content FROM notes
          WHERE account = ? AND id > ? ORDER BY id LIMIT ?\
        """,
        row ->
            new StoredRecord(
                bytes(row, 1),
                row.getLong(2),
                false,
                new NoteValue(row.getLong(3), row.getLong(4), bytes(row, 5)).encode()),
        blob(account),
        blob(after),
        limit);
  }
}
