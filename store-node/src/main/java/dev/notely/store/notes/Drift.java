package dev.notely.store.notes;

/**
 * By how much the records of an account differ from the counters kept in its row: all zero unless
 * somebody changed records behind the store's back. No transaction of the store changes it, for
 * each moves records and counters alike: so it may be measured in a snapshot, without stopping the
 * writer, and put right later.
 *
 * @param digest over the records, less the kept one
 * @param notes live records, less those counted
 * @param bytes of their values, less those counted
 */
public record Drift(RecordDigest digest, long notes, long bytes) {
  /** Records are what the row says. */
  public static final Drift NONE = new Drift(RecordDigest.EMPTY, 0, 0);
}
