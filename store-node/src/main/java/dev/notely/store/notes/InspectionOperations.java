package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.AccountTables.FoundRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at what is there and mends it (store.proto, InspectionService), each in the transaction
 * whose tables it is given. Nothing here trusts a kept counter.
 */
public final class InspectionOperations {
  /** Tombstones that one fingerprint shows at most. */
  public static final int MAX_TOMBSTONES = 20_000;

  /** Records held at a time: their values are large. */
  private static final int PAGE = 200;

  private final OwnershipRules rules;

  public InspectionOperations(OwnershipRules rules) {
    this.rules = rules;
  }

  /** Rows of accounts after an account (empty: from the first), in order. */
  public RowsPage rows(AccountTables tables, ByteString after, int limit) {
    List<AccountRow> found = tables.ownerships(after, limit + 1);
    boolean more = found.size() > limit;
    return new RowsPage(more ? found.subList(0, limit) : found, more);
  }

  /** The rows of these accounts, in their order. */
  public RowsPage rows(AccountTables tables, List<ByteString> accounts) {
    return new RowsPage(
        accounts.stream()
            .map(account -> new AccountRow(account, tables.ownership(account)))
            .toList(),
        false);
  }

  /**
   * Reads up to {@code limit} live records of a range.
   *
   * @param detail with the versions, and with the tombstones of what was looked at
   */
  public Fingerprint fingerprint(
      AccountTables tables, ByteString account, KeyRange range, int limit, boolean detail) {
    List<RecordVersion> tombstones =
        detail ? tables.tombstones(account, range, MAX_TOMBSTONES + 1) : List.of();
    boolean cut = tombstones.size() > MAX_TOMBSTONES;
    ByteString until = cut ? tombstones.get(MAX_TOMBSTONES - 1).key() : range.until();
    KeyRange looked = range.until(until);
    Summary summary = new Summary(detail);
    boolean all = forEach(tables, account, looked, limit, summary);
    boolean end = all && !cut;
    ByteString lastKey = all && cut ? until : summary.lastKey;
    KeyRange shown = all ? looked : range.until(lastKey);
    List<RecordVersion> versions = new ArrayList<>(summary.versions);
    tombstones.stream().filter(dead -> shown.contains(dead.key())).forEach(versions::add);
    versions.sort(Comparator.comparing(RecordVersion::key, KeyRange::compare));
    return new Fingerprint(
        tables.ownership(account),
        lastKey,
        end,
        summary.records,
        summary.digest,
        summary.bytes,
        versions);
  }

  /** Would {@link #repair} be done? */
  public RecordReply mayRepair(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return rules.repair(row, proof) instanceof Decision.Refused(Refusal refusal, boolean alarm)
        ? new RecordReply(Optional.of(refusal), row, alarm)
        : RecordReply.done(row);
  }

  /** Reads all records of an account, so nothing for the writer's thread. */
  public Drift drift(AccountTables tables, ByteString account) {
    Summary summary = new Summary(false);
    forEach(tables, account, KeyRange.ALL, Integer.MAX_VALUE, summary);
    Ownership row = tables.ownership(account);
    return new Drift(
        summary.digest.minus(row.digest()),
        summary.records - row.notes(),
        summary.bytes - row.bytes());
  }

  /**
   * Puts live records in the place of everything in a range. Afterwards the counters are those of
   * the records.
   *
   * @param records each with a key in the range, each key once
   * @param drift of the account, measured after the last repair
   */
  public RecordReply repair(
      AccountTables tables, Proof proof, KeyRange range, List<StoredRecord> records, Drift drift) {
    RecordReply allowed = mayRepair(tables, proof);
    if (!allowed.isDone()) {
      return allowed;
    }
    ByteString account = proof.account();
    Ownership emptied = RecordChanges.removeRange(tables, account, allowed.row(), range, PAGE);
    Ownership after = RecordChanges.fillRange(tables, account, emptied, records).plus(drift);
    tables.putOwnership(account, after);
    return RecordReply.done(after);
  }

  /** Hands on up to {@code limit} live records in order; true if the range has no more. */
  private static boolean forEach(
      AccountTables tables,
      ByteString account,
      KeyRange range,
      int limit,
      Consumer<StoredRecord> each) {
    int left = limit;
    ByteString after = range.after();
    while (left > 0) {
      int page = Math.min(PAGE, left);
      List<FoundRecord> found = tables.look(account, after, page);
      for (FoundRecord one : found) {
        if (!range.reaches(one.key())) {
          return true;
        }
        if (one.record().isPresent()) {
          each.accept(one.record().get());
          left--;
        }
        after = one.key();
      }
      if (found.size() < page) {
        return true;
      }
    }
    return tables.look(account, after, 1).stream().noneMatch(next -> range.reaches(next.key()));
  }

  /**
   * A page of rows.
   *
   * @param more there are rows after it
   */
  public record RowsPage(List<AccountRow> rows, boolean more) {
    public RowsPage {
      rows = List.copyOf(rows);
    }
  }

  private static final class Summary implements Consumer<StoredRecord> {
    private final boolean detail;
    private final List<RecordVersion> versions = new ArrayList<>();
    private ByteString lastKey = ByteString.EMPTY;
    private long records;
    private long bytes;
    private RecordDigest digest = RecordDigest.EMPTY;

    Summary(boolean detail) {
      this.detail = detail;
    }

    @Override
    public void accept(StoredRecord record) {
      RecordDigest one = RecordDigest.EMPTY.plus(record);
      lastKey = record.key();
      records++;
      bytes += record.value().size();
      digest = digest.plus(one);
      if (detail) {
        // The digest of a single record is its hash.
        versions.add(new RecordVersion(record.key(), record.seq(), false, one.high()));
      }
    }
  }
}
