package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * The ownership row of an account: who may do what here, and the counters that each write keeps in
 * its own transaction. Immutable.
 *
 * @param state what the row is
 * @param epoch highest epoch that a command or a proof has shown it; never falls
 * @param lastSeq seq of the last write the row knows of
 * @param watermark everything up to this seq is here; {@link #UNSET} if nothing is known to be
 * @param keepFrom tombstones and changes are kept for seqs above; {@link #UNSET} if none are kept
 * @param exportEpoch epoch of the last export or opening
 * @param scanPosition how far the scan of this import came (store.proto, RecordBatch)
 * @param importKeepFrom keep_from of the source when this import began
 * @param digest over the live records
 * @param notes live records
 * @param bytes of their values
 * @param keyMark idempotency keys that expire at or before it are no longer known (Unix ms)
 * @param logEntries entries of the request log: the log is bounded
 * @param purging the rest of an older copy is still being removed
 */
public record Ownership(
    RowState state,
    long epoch,
    long lastSeq,
    long watermark,
    long keepFrom,
    long exportEpoch,
    ByteString scanPosition,
    long importKeepFrom,
    RecordDigest digest,
    long notes,
    long bytes,
    long keyMark,
    long logEntries,
    boolean purging) {
  /** No watermark, no keepFrom. */
  public static final long UNSET = -1;

  /** An account that the store never heard of. */
  public static final Ownership NONE =
      new Ownership(
          RowState.NONE,
          0,
          0,
          UNSET,
          UNSET,
          0,
          ByteString.EMPTY,
          0,
          RecordDigest.EMPTY,
          0,
          0,
          0,
          0,
          false);

  boolean keepsTombstones() {
    return keepFrom != UNSET || state == RowState.IMPORTING;
  }

  boolean keepsChanges() {
    return keepFrom != UNSET;
  }

  /** A key that is neither here nor deleted here may still be at the former home. */
  boolean isOverlaid() {
    return state == RowState.OVERLAID;
  }

  /**
   * A lazy move's target before it is opened: begun with the highest keep_from, so that nothing of
   * an older copy is left.
   */
  boolean awaitsOpening() {
    return state == RowState.IMPORTING && importKeepFrom == Long.MAX_VALUE && watermark == UNSET;
  }

  /** Not a record is counted, nothing is being removed, and nothing was ever complete. */
  public boolean isEmpty() {
    return notes == 0 && watermark == UNSET && !purging;
  }

  Ownership withState(RowState newState, long newEpoch) {
    return new Ownership(
        newState,
        newEpoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        purging);
  }

  Ownership withKeep(long newKeepFrom, long newExportEpoch) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        newKeepFrom,
        newExportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        purging);
  }

  Ownership withSeq(long seq) {
    return new Ownership(
        state,
        epoch,
        seq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        purging);
  }

  Ownership withWatermark(long seq) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        seq,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        purging);
  }

  Ownership withScan(ByteString position, long sourceKeepFrom) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        position,
        sourceKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        purging);
  }

  Ownership withKeyMark(long mark) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        Math.max(keyMark, mark),
        logEntries,
        purging);
  }

  /**
   * The counter after entries of the request log were added or, with a negative number, removed.
   */
  Ownership plusLogEntries(long more) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries + more,
        purging);
  }

  Ownership withPurging(boolean underWay) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest,
        notes,
        bytes,
        keyMark,
        logEntries,
        underWay);
  }

  /** The counters after a live record was added. */
  Ownership plus(StoredRecord record) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest.plus(record),
        notes + 1,
        bytes + record.value().size(),
        keyMark,
        logEntries,
        purging);
  }

  /** The counters put right. */
  Ownership plus(Drift drift) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest.plus(drift.digest()),
        notes + drift.notes(),
        bytes + drift.bytes(),
        keyMark,
        logEntries,
        purging);
  }

  /** The counters after a live record was removed. */
  Ownership minus(StoredRecord record) {
    return new Ownership(
        state,
        epoch,
        lastSeq,
        watermark,
        keepFrom,
        exportEpoch,
        scanPosition,
        importKeepFrom,
        digest.minus(record),
        notes - 1,
        bytes - record.value().size(),
        keyMark,
        logEntries,
        purging);
  }

  /** Nothing of the account is here any more, but for the mark and the epoch. */
  Ownership emptied() {
    return new Ownership(
        state,
        epoch,
        0,
        UNSET,
        UNSET,
        0,
        ByteString.EMPTY,
        importKeepFrom,
        RecordDigest.EMPTY,
        0,
        0,
        keyMark,
        0,
        false);
  }
}
