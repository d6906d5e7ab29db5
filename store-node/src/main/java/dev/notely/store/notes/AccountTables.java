package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * One transaction's view of a store's tables. Everything above it is the same for every schema and
 * for the store without a disk. Keys and accounts are 16 bytes and sorted bytewise. Not
 * thread-safe: it lives as long as its transaction.
 */
public interface AccountTables {
  /** The row, {@link Ownership#NONE} where there is none. */
  Ownership ownership(ByteString account);

  void putOwnership(ByteString account, Ownership row);

  /** Rows of accounts after an account (empty: from the first), in order, without {@code NONE}. */
  List<AccountRow> ownerships(ByteString after, int limit);

  /** The live record of a key. */
  Optional<StoredRecord> record(ByteString account, ByteString key);

  /** Another account has a note of this id, and the schema permits an id once only. */
  boolean takenByAnother(ByteString account, ByteString key);

  /** Adds or replaces live records. */
  void putRecords(ByteString account, List<StoredRecord> records);

  void removeRecord(ByteString account, ByteString key);

  /** Keys of live records after a key (empty: from the first), in order. */
  List<ByteString> keys(ByteString account, ByteString after, int limit);

  /** Live records after a key, in order of key. */
  List<StoredRecord> records(ByteString account, ByteString after, int limit);

  /**
   * As {@link #records}, also where the file was damaged: a key whose record is gone comes without
   * one.
   */
  default List<FoundRecord> look(ByteString account, ByteString after, int limit) {
    return records(account, after, limit).stream()
        .map(record -> new FoundRecord(record.key(), Optional.of(record)))
        .toList();
  }

  /** Seq of the tombstone of a key, 0 if there is none. */
  long tombstone(ByteString account, ByteString key);

  /** Adds a tombstone, or removes it with seq 0. */
  void putTombstone(ByteString account, ByteString key, long seq);

  /** Tombstones of a range, in order of key. */
  List<RecordVersion> tombstones(ByteString account, KeyRange range, int limit);

  /** Removes the tombstones of a range. */
  void removeTombstones(ByteString account, KeyRange range);

  /** Notes that a key changed at a seq; an older change of the key is forgotten. */
  void putChange(ByteString account, ByteString key, long seq);

  /** Changed keys with {@code seq > after}, in order of seq. */
  List<Change> changes(ByteString account, long after, int limit);

  Optional<LoggedWrite> logged(ByteString account, ByteString key);

  /**
   * Adds an entry, or replaces the one with its key.
   *
   * @param recent it must be found by {@link #logBetween}: the account is being exported
   */
  void putLogged(ByteString account, LoggedWrite entry, boolean recent);

  /** Entries after a key, in order of key. */
  List<LoggedWrite> log(ByteString account, ByteString after, int limit);

  /** Recent entries with {@code from < seq <= to}. */
  List<LoggedWrite> logBetween(ByteString account, long from, long to);

  /** Removes up to {@code limit} entries that expire first, at or before a time. */
  Trimmed trimLog(ByteString account, long expiredAtMs, int limit);

  /** Removes up to {@code limit} tombstones and changes; answers how many. */
  int removeHistory(ByteString account, int limit);

  /** Removes up to {@code limit} entries of the log; answers how many. */
  int removeLog(ByteString account, int limit);

  /**
   * What was trimmed.
   *
   * @param markMs highest expiry of the entries, 0 if there were none
   */
  record Trimmed(int entries, long markMs) {
    /** Of entries in the order of their expiry. */
    static Trimmed of(List<LoggedWrite> trimmed) {
      return new Trimmed(trimmed.size(), trimmed.isEmpty() ? 0 : trimmed.getLast().expiresMs());
    }
  }

  /** A key that the file knows, and its live record, if it is whole. */
  record FoundRecord(ByteString key, Optional<StoredRecord> record) {}

  /** A key and the seq of its newest change. */
  record Change(ByteString key, long seq) {}
}
