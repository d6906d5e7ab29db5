package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * Something that happened; never changed afterwards.
 *
 * @param id grows over all migrations; 0 before it has one
 * @param account empty: of the migration itself
 * @param from empty: it did not exist before
 * @param evidence JSON or empty
 * @param wave of the migration after it
 * @param soakingWave of the migration after it
 * @param trace id of the trace that it came of, empty: of none
 */
public record JournalEvent(
    long id,
    long migration,
    ByteString account,
    long atMs,
    String actor,
    String event,
    String from,
    String to,
    String reason,
    String evidence,
    int wave,
    boolean soakingWave,
    String trace) {
  JournalEvent numbered(long newId) {
    return new JournalEvent(
        newId,
        migration,
        account,
        atMs,
        actor,
        event,
        from,
        to,
        reason,
        evidence,
        wave,
        soakingWave,
        trace);
  }
}
