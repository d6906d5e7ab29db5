package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A store without a disk, for simulation and fast tests. A transaction works on the tables of one
 * account and is undone as a whole if it throws. Not thread-safe.
 */
public final class InMemoryTables implements AccountTables {
  private static final Comparator<ByteString> BYTEWISE =
      ByteString.unsignedLexicographicalComparator();

  private final NavigableMap<ByteString, Account> accounts = new TreeMap<>(BYTEWISE);

  /** Runs a transaction on one account. */
  public <R> R inTransaction(ByteString account, Function<AccountTables, R> work) {
    Account before = of(account).copy();
    try {
      return work.apply(this);
    } catch (RuntimeException e) {
      accounts.put(account, before);
      throw e;
    }
  }

  private Account of(ByteString account) {
    return accounts.computeIfAbsent(account, _ -> new Account());
  }

  @Override
  public Ownership ownership(ByteString account) {
    return of(account).row;
  }

  @Override
  public void putOwnership(ByteString account, Ownership row) {
    of(account).row = row;
  }

  @Override
  public List<AccountRow> ownerships(ByteString after, int limit) {
    return accounts.tailMap(after, false).entrySet().stream()
        .filter(entry -> entry.getValue().row.state() != RowState.NONE)
        .limit(limit)
        .map(entry -> new AccountRow(entry.getKey(), entry.getValue().row))
        .toList();
  }

  @Override
  public Optional<StoredRecord> record(ByteString account, ByteString key) {
    return Optional.ofNullable(of(account).records.get(key));
  }

  @Override
  public boolean takenByAnother(ByteString account, ByteString key) {
    return false;
  }

  @Override
  public void putRecords(ByteString account, List<StoredRecord> records) {
    records.forEach(record -> of(account).records.put(record.key(), record));
  }

  @Override
  public void removeRecord(ByteString account, ByteString key) {
    of(account).records.remove(key);
  }

  @Override
  public List<ByteString> keys(ByteString account, ByteString after, int limit) {
    return records(account, after, limit).stream().map(StoredRecord::key).toList();
  }

  @Override
  public List<StoredRecord> records(ByteString account, ByteString after, int limit) {
    return of(account).records.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public long tombstone(ByteString account, ByteString key) {
    return of(account).tombstones.getOrDefault(key, 0L);
  }

  @Override
  public void putTombstone(ByteString account, ByteString key, long seq) {
    if (seq == 0) {
      of(account).tombstones.remove(key);
    } else {
      of(account).tombstones.put(key, seq);
    }
  }

  @Override
  public List<RecordVersion> tombstones(ByteString account, KeyRange range, int limit) {
    return of(account).tombstones.entrySet().stream()
        .filter(entry -> range.contains(entry.getKey()))
        .limit(limit)
        .map(entry -> new RecordVersion(entry.getKey(), entry.getValue(), true, 0))
        .toList();
  }

  @Override
  public void removeTombstones(ByteString account, KeyRange range) {
    of(account).tombstones.keySet().removeIf(range::contains);
  }

  @Override
  public void putChange(ByteString account, ByteString key, long seq) {
    of(account).changes.values().remove(key);
    of(account).changes.put(seq, key);
  }

  @Override
  public List<Change> changes(ByteString account, long after, int limit) {
    return of(account).changes.tailMap(after, false).entrySet().stream()
        .limit(limit)
        .map(entry -> new Change(entry.getValue(), entry.getKey()))
        .toList();
  }

  @Override
  public Optional<LoggedWrite> logged(ByteString account, ByteString key) {
    return Optional.ofNullable(of(account).log.get(key));
  }

  @Override
  public void putLogged(ByteString account, LoggedWrite entry, boolean recent) {
    of(account).log.put(entry.key(), entry);
    if (recent) {
      of(account).recentLog.put(entry.seq(), entry.key());
    }
  }

  @Override
  public List<LoggedWrite> log(ByteString account, ByteString after, int limit) {
    return of(account).log.tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public List<LoggedWrite> logBetween(ByteString account, long from, long to) {
    Account tables = of(account);
    return tables.recentLog.tailMap(from, false).entrySet().stream()
        .takeWhile(recent -> recent.getKey() <= to)
        .map(recent -> tables.log.get(recent.getValue()))
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public Trimmed trimLog(ByteString account, long expiredAtMs, int limit) {
    List<LoggedWrite> expired =
        of(account).log.values().stream()
            .filter(entry -> entry.expiresMs() <= expiredAtMs)
            .sorted(Comparator.comparingLong(LoggedWrite::expiresMs))
            .limit(limit)
            .toList();
    expired.forEach(entry -> of(account).log.remove(entry.key()));
    return Trimmed.of(expired);
  }

  @Override
  public int removeHistory(ByteString account, int limit) {
    Account tables = of(account);
    return removeSome(tables.tombstones, limit)
        + removeSome(tables.changes, limit)
        + removeSome(tables.recentLog, limit);
  }

  @Override
  public int removeLog(ByteString account, int limit) {
    return removeSome(of(account).log, limit);
  }

  private static int removeSome(Map<?, ?> map, int limit) {
    int removed = 0;
    for (Iterator<?> entries = map.keySet().iterator(); removed < limit && entries.hasNext(); ) {
      entries.next();
      entries.remove();
      removed++;
    }
    return removed;
  }

  private static final class Account {
    private Ownership row = Ownership.NONE;
    private final NavigableMap<ByteString, StoredRecord> records = new TreeMap<>(BYTEWISE);
    private final NavigableMap<ByteString, Long> tombstones = new TreeMap<>(BYTEWISE);
    private final NavigableMap<Long, ByteString> changes = new TreeMap<>();
    private final NavigableMap<ByteString, LoggedWrite> log = new TreeMap<>(BYTEWISE);
    private final NavigableMap<Long, ByteString> recentLog = new TreeMap<>();

    Account copy() {
      Account copy = new Account();
      copy.row = row;
      copy.records.putAll(records);
      copy.tombstones.putAll(tombstones);
      copy.changes.putAll(changes);
      copy.log.putAll(log);
      copy.recentLog.putAll(recentLog);
      return copy;
    }
  }
}
