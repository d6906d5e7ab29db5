package dev.notely.store.notes;

/**
 * What the home had when it was sealed.
 *
 * @param finalSeq its last seq
 * @param digest over its live records
 * @param notes how many there are
 */
public record FinalState(long finalSeq, RecordDigest digest, long notes) {}
