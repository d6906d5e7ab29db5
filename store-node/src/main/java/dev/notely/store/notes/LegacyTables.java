package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.util.List;
import java.util.Optional;

/**
 * The hands-on app's table, as it was found: text ids, no index on creator. It is never altered;
 * which notes are records of which account, and at which seq, stands in a side table. A row of
 * {@code notes} without an entry there belongs to nobody's records and is never touched.
 */
final class LegacyTables extends SqlTables {
  static final List<String> SCHEMA =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS notes(
            id TEXT PRIMARY KEY, creator TEXT, created_at INTEGER, updated_at INTEGER, content TEXT)\
          """,
          """
          CREATE TABLE IF NOT EXISTS record_seq(
            account BLOB, id BLOB, seq INTEGER NOT NULL, PRIMARY KEY(account, id)) WITHOUT ROWID\
          """);

  LegacyTables(Session session, boolean readOnly) {
    super(session, readOnly);
  }

  @Override
  public Optional<StoredRecord> record(ByteString account, ByteString key) {
    return session
        .first(
            "SELECT seq FROM record_seq WHERE account = ? AND id = ?",
            row -> row.getLong(1),
            blob(account),
            blob(key))
        .map(seq -> load(key, seq));
  }

  private StoredRecord load(ByteString key, long seq) {
    return find(key, seq)
        .orElseThrow(() -> new UnusableRecordException(key, "its row in notes is gone or damaged"));
  }

  /** A row with columns of other types than a note's was not written by this store. */
  private Optional<StoredRecord> find(ByteString key, long seq) {
    return session.first(
        """
        SELECT created_at, updated_at, content FROM notes
          WHERE id = ? AND typeof(created_at) = 'integer' AND typeof(updated_at) = 'integer'
            AND typeof(content) = 'text'\
        """,
        row ->
            new StoredRecord(
                key,
                seq,
                false,
                new NoteValue(
                        row.getLong(1),
                        row.getLong(2),
                        ByteString.copyFromUtf8(FoundNote.text(row.getString(3))))
                    .encode()),
        UuidText.of(key));
  }

  /** The row of a record of the account; another account's row of this id is none of its. */
  static Optional<RawRow> raw(Session session, ByteString account, ByteString key) {
    return session
        .first(
            "SELECT 1 FROM record_seq WHERE account = ? AND id = ?",
            _ -> true,
            blob(account),
            blob(key))
        .flatMap(_ -> RawRow.first(session, RawRow.NOTE, "notes WHERE id = ?", UuidText.of(key)));
  }

  @Override
  public boolean takenByAnother(ByteString account, ByteString key) {
    return session
        .first("SELECT 1 FROM notes WHERE id = ?", _ -> true, UuidText.of(key))
        .isPresent();
  }

  @Override
  public void putRecords(ByteString account, List<StoredRecord> records) {
    records.forEach(record -> put(account, record));
  }

  private void put(ByteString account, StoredRecord record) {
    NoteValue value = NoteValue.decode(record.value());
    int known =
        session.update(
            "UPDATE record_seq SET seq = ? WHERE account = ? AND id = ?",
            record.seq(),
            blob(account),
            blob(record.key()));
    if (known == 1) {
      session.update(
          "UPDATE notes SET created_at = ?, updated_at = ?, content = ? WHERE id = ?",
          value.createdAtMs(),
          value.updatedAtMs(),
          value.content().toStringUtf8(),
          UuidText.of(record.key()));
      return;
    }
    // A plain INSERT: it fails where the id belongs to another account or to a row that cannot be
    // served.
    session.update(
        "INSERT INTO notes(id, creator, created_at, updated_at, content) VALUES(?,?,?,?,?)",
        UuidText.of(record.key()),
        UuidText.of(account),
        value.createdAtMs(),
        value.updatedAtMs(),
        value.content().toStringUtf8());
    enrol(account, record.key(), record.seq());
  }

  /** Makes a row that is in {@code notes} already a record of an account. */
  void enrol(ByteString account, ByteString key, long seq) {
    session.update("INSERT INTO record_seq VALUES(?,?,?)", blob(account), blob(key), seq);
  }

  @Override
  public void removeRecord(ByteString account, ByteString key) {
    int known =
        session.update(
            "DELETE FROM record_seq WHERE account = ? AND id = ?", blob(account), blob(key));
    if (known == 1) {
      session.update("DELETE FROM notes WHERE id = ?", UuidText.of(key));
    }
  }

  @Override
  public List<ByteString> keys(ByteString account, ByteString after, int limit) {
    return session.list(
        "SELECT id FROM record_seq WHERE account = ? AND id > ? ORDER BY id LIMIT ?",
        row -> bytes(row, 1),
        blob(account),
        blob(after),
        limit);
  }

  @Override
  public List<StoredRecord> records(ByteString account, ByteString after, int limit) {
    return seqs(account, after, limit).stream()
        .map(found -> load(found.key(), found.seq()))
        .toList();
  }

  @Override
  public List<FoundRecord> look(ByteString account, ByteString after, int limit) {
    return seqs(account, after, limit).stream()
        .map(found -> new FoundRecord(found.key(), find(found.key(), found.seq())))
        .toList();
  }

  private List<KeySeq> seqs(ByteString account, ByteString after, int limit) {
    return session.list(
        "SELECT id, seq FROM record_seq WHERE account = ? AND id > ? ORDER BY id LIMIT ?",
        row -> new KeySeq(bytes(row, 1), row.getLong(2)),
        blob(account),
        blob(after),
        limit);
  }

  private record KeySeq(ByteString key, long seq) {}
}
