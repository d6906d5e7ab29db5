package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.Decision.Go;
import java.util.List;
import java.util.Optional;

/**
 * Commands that move an account, each in the transaction whose tables it is given (store.proto,
 * RecordService).
 */
public final class RecordOperations {
  /**
   * Rows of whatever kind that one chunk of a purge removes: short enough that a user's write does
   * not wait for it.
   */
  public static final int PURGE_CHUNK = 250;

  private static final long BATCH_BYTES = 1024 * 1024;

  private final OwnershipRules rules;

  public RecordOperations(OwnershipRules rules) {
    this.rules = rules;
  }

  /** The row, unchanged. */
  public Ownership describe(AccountTables tables, ByteString account) {
    return tables.ownership(account);
  }

  public RecordReply admit(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.admit(row, proof));
  }

  public RecordReply beginExport(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.beginExport(row, proof));
  }

  /**
   * Replies PURGING as long as an older copy is being removed: then call {@link #purgeChunk} until
   * it is gone.
   */
  public RecordReply beginImport(AccountTables tables, Proof proof, long keepFrom) {
    Ownership row = tables.ownership(proof.account());
    RecordReply reply = settle(tables, proof, row, rules.beginImport(row, proof, keepFrom));
    return reply.isDone() && reply.row().purging()
        ? RecordReply.refused(Refusal.PURGING, reply.row())
        : reply;
  }

  public RecordReply close(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.close(row, proof));
  }

  /** Drops tombstones and changes in chunks: PURGING while there are more. */
  public RecordReply release(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    RecordReply reply = settle(tables, proof, row, rules.release(row, proof));
    if (!reply.isDone() || reply.row().keepsChanges()) {
      return reply;
    }
    return tables.removeHistory(proof.account(), PURGE_CHUNK) == 0
        ? reply
        : RecordReply.refused(Refusal.PURGING, reply.row());
  }

  /** Marks what is here for removal; PURGING until {@link #purgeChunk} has removed it. */
  public RecordReply purge(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    RecordReply reply = settle(tables, proof, row, rules.purge(row, proof));
    return reply.isDone() && reply.row().purging()
        ? RecordReply.refused(Refusal.PURGING, reply.row())
        : reply;
  }

  /** Removes a chunk of a purging account; true when nothing is left. */
  public boolean purgeChunk(AccountTables tables, ByteString account) {
    Ownership row = tables.ownership(account);
    if (!row.purging()) {
      return true;
    }
    // Also what is damaged goes: the purge of a copy must come to an end.
    List<AccountTables.FoundRecord> records = tables.look(account, ByteString.EMPTY, PURGE_CHUNK);
    Ownership less = row;
    for (AccountTables.FoundRecord found : records) {
      tables.removeRecord(account, found.key());
      less = found.record().map(less::minus).orElse(less);
    }
    boolean more =
        records.size() == PURGE_CHUNK
            || tables.removeHistory(account, PURGE_CHUNK) > 0
            || tables.removeLog(account, PURGE_CHUNK) > 0;
    tables.putOwnership(account, more ? less : less.emptied());
    return !more;
  }

  public RecordReply seal(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.seal(row, proof));
  }

  /** May the account be scanned, or its changes be read after a seq? */
  public RecordReply mayExport(AccountTables tables, Proof proof, long afterSeq) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.export(row, proof, afterSeq));
  }

  /** May the account be scanned? */
  public RecordReply mayScan(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return settle(tables, proof, row, rules.scan(row, proof));
  }

  /** The next batch of a scan after a position, of at most {@code limit} entries. */
  public RecordBatch scan(AccountTables tables, ByteString account, ByteString after, int limit) {
    Ownership row = tables.ownership(account);
    long mark = row.keyMark();
    ByteString from = ScanPosition.key(after);
    if (!ScanPosition.inLog(after)) {
      List<StoredRecord> records =
          cut(tables.records(account, from, Math.min(limit, expectedToFit(row))));
      if (!records.isEmpty()) {
        ByteString to = ScanPosition.record(records.getLast().key());
        return new RecordBatch(records, List.of(), mark, new BatchRange.Scan(after, to));
      }
    }
    List<LoggedWrite> log =
        tables.log(account, ScanPosition.inLog(after) ? from : ByteString.EMPTY, limit);
    ByteString to = log.size() < limit ? ScanPosition.END : ScanPosition.log(log.getLast().key());
    return new RecordBatch(List.of(), log, mark, new BatchRange.Scan(after, to));
  }

  /** The next batch of changes after a seq: it reaches to the last seq unless it is full. */
  public RecordBatch changes(AccountTables tables, ByteString account, long after, int limit) {
    Ownership row = tables.ownership(account);
    int fitting = Math.min(limit, expectedToFit(row));
    List<AccountTables.Change> changes = tables.changes(account, after, fitting);
    List<StoredRecord> records =
        cut(changes.stream().map(change -> current(tables, account, change)).toList());
    boolean all = changes.size() < fitting && records.size() == changes.size();
    long to = all ? row.lastSeq() : records.getLast().seq();
    List<LoggedWrite> log = tables.logBetween(account, after, to);
    return new RecordBatch(
        records, log, row.keyMark(), new BatchRange.Changes(after, Math.max(after, to)));
  }

  /** How many records of average size fill a batch: bounds what is read. */
  private static int expectedToFit(Ownership row) {
    long average = Math.max(1, row.bytes() / Math.max(1, row.notes()));
    return Math.clamp(BATCH_BYTES / average, 1, Integer.MAX_VALUE);
  }

  /** Bounds what is sent, where a few records are much larger than the average. */
  private static List<StoredRecord> cut(List<StoredRecord> records) {
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      bytes += records.get(i).value().size();
      if (bytes > BATCH_BYTES) {
        return records.subList(0, Math.max(1, i));
      }
    }
    return records;
  }

  private static StoredRecord current(
      AccountTables tables, ByteString account, AccountTables.Change change) {
    return tables
        .record(account, change.key())
        .orElseGet(() -> new StoredRecord(change.key(), change.seq(), true, ByteString.EMPTY));
  }

  /**
   * Applies a batch and, with {@code wanted}, makes the copy READY.
   *
   * @throws NotReadyException if the batch is fine but the copy is not what is wanted: roll the
   *     transaction back, then answer its reply
   */
  public RecordReply apply(
      AccountTables tables, Proof proof, RecordBatch batch, Optional<FinalState> wanted) {
    Ownership row = tables.ownership(proof.account());
    Decision decision = rules.apply(row, proof, batch.range());
    if (decision instanceof Decision.Refused(Refusal refusal, boolean alarm)) {
      return new RecordReply(Optional.of(refusal), row, alarm);
    }
    batch.records().forEach(RecordOperations::requireNote);
    Ownership after = RecordChanges.replicate(tables, proof.account(), row, batch.records());
    after = addLog(tables, proof.account(), after, batch.log());
    after = batch.range().advance(after.withKeyMark(batch.keyMark()));
    if (wanted.isPresent()) {
      after =
          switch (rules.ready(after, wanted.get())) {
            case Decision.Refused(Refusal refusal, boolean alarm) ->
                throw new NotReadyException(new RecordReply(Optional.of(refusal), row, alarm));
            case Go(Ownership ready) -> ready;
          };
    }
    tables.putOwnership(proof.account(), after);
    return RecordReply.done(after);
  }

  private static Ownership addLog(
      AccountTables tables, ByteString account, Ownership row, List<LoggedWrite> log) {
    Ownership after = row;
    for (LoggedWrite entry : log) {
      if (tables.logged(account, entry.key()).isEmpty()) {
        after = after.plusLogEntries(1);
      }
      tables.putLogged(account, entry, false);
    }
    return after;
  }

  private static void requireNote(StoredRecord record) {
    if (record.deleted()) {
      return;
    }
    boolean isNote;
    try {
      isNote = NoteValue.decode(record.value()).content().isValidUtf8();
    } catch (IllegalArgumentException e) {
      isNote = false;
    }
    if (!isNote) {
      throw new UnusableRecordException(record.key(), "its value is not a note");
    }
  }

  /** Dual writes into a copy in the making: each only where it is newer than what is there. */
  public RecordReply dual(AccountTables tables, Proof proof, List<StoredRecord> records) {
    Ownership row = tables.ownership(proof.account());
    return switch (rules.dual(row, proof)) {
      case Decision.Refused(Refusal refusal, boolean alarm) ->
          new RecordReply(Optional.of(refusal), row, alarm);
      case Go(Ownership copy) -> {
        Ownership after = copy;
        for (StoredRecord record : records) {
          if (rules.isTraced(copy, record)) {
            after = RecordChanges.replicate(tables, proof.account(), after, record);
          }
        }
        if (!after.equals(row)) {
          tables.putOwnership(proof.account(), after);
        }
        yield RecordReply.done(after);
      }
    };
  }

  /**
   * The former home of a lazy move serves nobody any more but fallback reads. Its log is cut to its
   * bound, which a copy may have exceeded: an opening takes all of it. A piece is cut at once: call
   * it again as long as the log {@link #isTooLong}.
   */
  public RecordReply demote(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    RecordReply reply = settle(tables, proof, row, rules.demote(row, proof));
    if (!reply.isDone() || !isTooLong(reply.row())) {
      return reply;
    }
    int over = Math.toIntExact(reply.row().logEntries() - NoteOperations.LOG_BOUND);
    AccountTables.Trimmed trimmed =
        tables.trimLog(proof.account(), Long.MAX_VALUE, Math.min(over, Pieces.SIZE));
    Ownership less = reply.row().withKeyMark(trimmed.markMs()).plusLogEntries(-trimmed.entries());
    tables.putOwnership(proof.account(), less);
    return RecordReply.done(less);
  }

  /** More than an opening takes. */
  static boolean isTooLong(Ownership row) {
    return row.logEntries() > NoteOperations.LOG_BOUND;
  }

  /**
   * Adds a part of the log to a row that is to be opened, and is nobody's home before: {@link
   * #open} has only the rest to add then. What has been opened stays as it is.
   *
   * @param lastSeq of the former home
   */
  public RecordReply prepare(
      AccountTables tables, Proof proof, long lastSeq, List<LoggedWrite> part) {
    ByteString account = proof.account();
    Ownership row = tables.ownership(account);
    return switch (opening(tables, row, proof, lastSeq)) {
      case Go(Ownership opened) when !opened.equals(row) ->
          settle(tables, proof, row, new Go(addLog(tables, account, row, part)));
      case Decision decision -> settle(tables, proof, row, decision);
    };
  }

  private Decision opening(AccountTables tables, Ownership row, Proof proof, long lastSeq) {
    boolean hasTombstones = !tables.tombstones(proof.account(), KeyRange.ALL, 1).isEmpty();
    return rules.openOverlay(row, proof, lastSeq, hasTombstones);
  }

  /**
   * The target of a lazy move becomes the home, over a former home that was demoted before.
   *
   * @param lastSeq of the former home
   * @param keyMark of the former home
   * @param log of the former home, all of it but what {@link #prepare} has added
   */
  public RecordReply open(
      AccountTables tables, Proof proof, long lastSeq, long keyMark, List<LoggedWrite> log) {
    ByteString account = proof.account();
    Ownership row = tables.ownership(account);
    return switch (opening(tables, row, proof, lastSeq)) {
      case Go(Ownership after) when !after.equals(row) -> {
        Ownership opened = addLog(tables, account, after, log).withKeyMark(keyMark);
        tables.putOwnership(account, opened);
        yield RecordReply.done(opened);
      }
      case Decision decision -> settle(tables, proof, row, decision);
    };
  }

  /** The home of an overlaid account takes what the former home still has. */
  public RecordReply drain(AccountTables tables, Proof proof, List<StoredRecord> records) {
    ByteString account = proof.account();
    Ownership row = tables.ownership(account);
    return switch (rules.drain(row, proof)) {
      case Go(Ownership home) -> {
        Ownership after = home;
        for (StoredRecord record : records) {
          requireFormer(home, record);
          after = RecordChanges.takeOver(tables, account, after, record);
        }
        yield settle(tables, proof, row, new Go(after));
      }
      case Decision.Refused refused -> settle(tables, proof, row, refused);
    };
  }

  private void requireFormer(Ownership home, StoredRecord record) {
    if (!rules.isFormer(home, record)) {
      throw new UnusableRecordException(
          record.key(),
          "it is no live record of the former home, whose last seq was " + home.keepFrom());
    }
    requireNote(record);
  }

  /** The former home of an overlaid account forgets what the new home has. */
  public RecordReply evict(AccountTables tables, Proof proof, List<ByteString> keys) {
    ByteString account = proof.account();
    Ownership row = tables.ownership(account);
    return switch (rules.evict(row, proof)) {
      case Go(Ownership former) -> {
        Ownership after = former;
        for (ByteString key : keys) {
          after = RecordChanges.evict(tables, account, after, key);
        }
        yield settle(tables, proof, row, new Go(after));
      }
      case Decision.Refused refused -> settle(tables, proof, row, refused);
    };
  }

  private static RecordReply settle(
      AccountTables tables, Proof proof, Ownership row, Decision decision) {
    return switch (decision) {
      case Decision.Refused(Refusal refusal, boolean alarm) ->
          new RecordReply(Optional.of(refusal), row, alarm);
      case Go(Ownership after) -> {
        if (!after.equals(row)) {
          tables.putOwnership(proof.account(), after);
        }
        yield RecordReply.done(after);
      }
    };
  }

  /** Rolls back the transaction of a batch that was to complete a copy and did not. */
  public static final class NotReadyException extends RuntimeException {
    private final transient RecordReply reply;

    NotReadyException(RecordReply reply) {
      super("not ready: " + reply.refusal());
      this.reply = reply;
    }

    /** What to answer. */
    public RecordReply reply() {
      return reply;
    }
  }
}
