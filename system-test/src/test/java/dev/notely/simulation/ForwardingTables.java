package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.AccountRow;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.KeyRange;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RecordVersion;
import dev.notely.store.notes.StoredRecord;
import java.util.List;
import java.util.Optional;

/** Tables that pass everything on; mutants override a single method. */
class ForwardingTables implements AccountTables {
  private final AccountTables inner;

  ForwardingTables(AccountTables inner) {
    this.inner = inner;
  }

  @Override
  public Ownership ownership(ByteString account) {
    return inner.ownership(account);
  }

  @Override
  public void putOwnership(ByteString account, Ownership row) {
    inner.putOwnership(account, row);
  }

  @Override
  public List<AccountRow> ownerships(ByteString after, int limit) {
    return inner.ownerships(after, limit);
  }

  @Override
  public Optional<StoredRecord> record(ByteString account, ByteString key) {
    return inner.record(account, key);
  }

  @Override
  public boolean takenByAnother(ByteString account, ByteString key) {
    return inner.takenByAnother(account, key);
  }

  @Override
  public void putRecords(ByteString account, List<StoredRecord> records) {
    inner.putRecords(account, records);
  }

  @Override
  public void removeRecord(ByteString account, ByteString key) {
    inner.removeRecord(account, key);
  }

  @Override
  public List<ByteString> keys(ByteString account, ByteString after, int limit) {
    return inner.keys(account, after, limit);
  }

  @Override
  public List<StoredRecord> records(ByteString account, ByteString after, int limit) {
    return inner.records(account, after, limit);
  }

  @Override
  public long tombstone(ByteString account, ByteString key) {
    return inner.tombstone(account, key);
  }

  @Override
  public void putTombstone(ByteString account, ByteString key, long seq) {
    inner.putTombstone(account, key, seq);
  }

  @Override
  public List<RecordVersion> tombstones(ByteString account, KeyRange range, int limit) {
    return inner.tombstones(account, range, limit);
  }

  @Override
  public void removeTombstones(ByteString account, KeyRange range) {
    inner.removeTombstones(account, range);
  }

  @Override
  public void putChange(ByteString account, ByteString key, long seq) {
    inner.putChange(account, key, seq);
  }

  @Override
  public List<Change> changes(ByteString account, long after, int limit) {
    return inner.changes(account, after, limit);
  }

  @Override
  public Optional<LoggedWrite> logged(ByteString account, ByteString key) {
    return inner.logged(account, key);
  }

  @Override
  public void putLogged(ByteString account, LoggedWrite entry, boolean recent) {
    inner.putLogged(account, entry, recent);
  }

  @Override
  public List<LoggedWrite> log(ByteString account, ByteString after, int limit) {
    return inner.log(account, after, limit);
  }

  @Override
  public List<LoggedWrite> logBetween(ByteString account, long from, long to) {
    return inner.logBetween(account, from, to);
  }

  @Override
  public Trimmed trimLog(ByteString account, long expiredAtMs, int limit) {
    return inner.trimLog(account, expiredAtMs, limit);
  }

  @Override
  public int removeHistory(ByteString account, int limit) {
    return inner.removeHistory(account, limit);
  }

  @Override
  public int removeLog(ByteString account, int limit) {
    return inner.removeLog(account, limit);
  }
}
