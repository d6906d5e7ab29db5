package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * Which version of a record is there, without its value.
 *
 * @param key 16 bytes
 * @param seq of the write that made it
 * @param deleted a tombstone
 * @param hash first 8 bytes (big-endian) of the SHA-256 that the digest sums; 0 of a tombstone
 */
public record RecordVersion(ByteString key, long seq, boolean deleted, long hash) {}
