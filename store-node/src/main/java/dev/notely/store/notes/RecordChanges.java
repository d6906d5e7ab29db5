package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.AccountTables.FoundRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one place where a record of an account changes: record, tombstone, change list and counters
 * stay together.
 */
final class RecordChanges {
  /** So many are looked at one by one. */
  private static final int FEW = 16;

  private RecordChanges() {}

  /** The home stores a live record at the row's next seq, which {@code record} already carries. */
  static Ownership put(
      AccountTables tables,
      ByteString account,
      Ownership row,
      Optional<StoredRecord> previous,
      StoredRecord record) {
    tables.putRecords(account, List.of(record));
    if (row.keepsChanges()) {
      tables.putTombstone(account, record.key(), 0);
      tables.putChange(account, record.key(), record.seq());
    }
    Ownership counted = previous.map(row::minus).orElse(row).plus(record);
    return counted.withSeq(record.seq());
  }

  /** The home removes a live record at a seq. */
  static Ownership remove(
      AccountTables tables, ByteString account, Ownership row, StoredRecord previous, long seq) {
    tables.removeRecord(account, previous.key());
    if (row.keepsChanges()) {
      tables.putTombstone(account, previous.key(), seq);
      tables.putChange(account, previous.key(), seq);
    }
    return row.minus(previous).withSeq(seq);
  }

  /**
   * The home of an overlaid account deletes what it does not have: nobody may bring it any more.
   */
  static Ownership bury(
      AccountTables tables, ByteString account, Ownership row, ByteString key, long seq) {
    tables.putTombstone(account, key, seq);
    tables.putChange(account, key, seq);
    return row.withSeq(seq);
  }

  /**
   * The home of an overlaid account takes a record of the former home, unless it has had to do with
   * the key itself: then what it has is newer.
   */
  static Ownership takeOver(
      AccountTables tables, ByteString account, Ownership row, StoredRecord former) {
    ByteString key = former.key();
    if (tables.record(account, key).isPresent() || tables.tombstone(account, key) != 0) {
      return row;
    }
    requireFree(tables, account, key);
    tables.putRecords(account, List.of(former));
    return row.plus(former);
  }

  /** The former home of an overlaid account forgets a record, without a trace. */
  static Ownership evict(AccountTables tables, ByteString account, Ownership row, ByteString key) {
    Optional<StoredRecord> left = tables.record(account, key);
    left.ifPresent(record -> tables.removeRecord(account, key));
    return left.map(row::minus).orElse(row);
  }

  /**
   * A copy takes each of these as {@link #replicate(AccountTables, ByteString, Ownership,
   * StoredRecord)} does. Most of a copy comes to where nothing is: that is looked at once for all,
   * and stored together.
   */
  static Ownership replicate(
      AccountTables tables, ByteString account, Ownership row, List<StoredRecord> incoming) {
    Set<ByteString> known = known(tables, account, incoming);
    List<StoredRecord> fresh = new ArrayList<>();
    Ownership after = row;
    for (StoredRecord record : incoming) {
      boolean isNew = known.add(record.key());
      if (isNew && !record.deleted()) {
        fresh.add(record);
      } else {
        // It may be a later version of one that is not stored yet.
        after = replicate(tables, account, fillRange(tables, account, after, fresh), record);
        fresh.clear();
      }
    }
    return fillRange(tables, account, after, fresh);
  }

  /** Keys among which are all of the incoming ones that have a record or a tombstone here. */
  private static Set<ByteString> known(
      AccountTables tables, ByteString account, List<StoredRecord> incoming) {
    Set<ByteString> keys = new HashSet<>();
    incoming.forEach(record -> keys.add(record.key()));
    if (keys.size() < FEW) {
      return keys;
    }
    ByteString first = Collections.min(keys, KeyRange::compare);
    ByteString last = Collections.max(keys, KeyRange::compare);
    int most = 2 * keys.size();
    List<ByteString> live = tables.keys(account, first, most);
    List<RecordVersion> deleted = tables.tombstones(account, new KeyRange(first, last), most);
    boolean all = live.size() < most || KeyRange.compare(live.getLast(), last) >= 0;
    if (!all || deleted.size() == most) {
      return keys;
    }
    Set<ByteString> known = new HashSet<>(live);
    deleted.forEach(tombstone -> known.add(tombstone.key()));
    known.add(first); // ranges begin after it
    return known;
  }

  /** A copy takes a record or tombstone if its seq is higher than what is there. */
  static Ownership replicate(
      AccountTables tables, ByteString account, Ownership row, StoredRecord incoming) {
    Optional<StoredRecord> live = tables.record(account, incoming.key());
    long tombstone = tables.tombstone(account, incoming.key());
    long here = Math.max(tombstone, live.map(StoredRecord::seq).orElse(0L));
    if (incoming.seq() <= here) {
      return row;
    }
    Ownership without = live.map(row::minus).orElse(row);
    if (incoming.deleted()) {
      live.ifPresent(record -> tables.removeRecord(account, record.key()));
      tables.putTombstone(account, incoming.key(), incoming.seq());
      return without;
    }
    if (tombstone != 0) {
      tables.putTombstone(account, incoming.key(), 0);
    }
    if (live.isEmpty()) {
      requireFree(tables, account, incoming.key());
    }
    tables.putRecords(account, List.of(incoming));
    return without.plus(incoming);
  }

  /**
   * A copy forgets everything in a range, {@code page} records at a time; the counters lose what
   * was found.
   */
  static Ownership removeRange(
      AccountTables tables, ByteString account, Ownership row, KeyRange range, int page) {
    Ownership less = row;
    boolean more = true;
    while (more) {
      List<FoundRecord> found =
          tables.look(account, range.after(), page).stream()
              .filter(one -> range.reaches(one.key()))
              .toList();
      for (FoundRecord one : found) {
        tables.removeRecord(account, one.key());
        less = one.record().map(less::minus).orElse(less);
      }
      more = found.size() == page;
    }
    tables.removeTombstones(account, range);
    return less;
  }

  static void requireFree(AccountTables tables, ByteString account, ByteString key) {
    if (tables.takenByAnother(account, key)) {
      throw new UnusableRecordException(key, "its id is taken by another row of this store");
    }
  }

  /** A copy takes live records where it has nothing. */
  static Ownership fillRange(
      AccountTables tables, ByteString account, Ownership row, List<StoredRecord> records) {
    records.forEach(record -> requireFree(tables, account, record.key()));
    tables.putRecords(account, records);
    Ownership more = row;
    for (StoredRecord record : records) {
      more = more.plus(record);
    }
    return more;
  }
}
