package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * A record of an account.
 *
 * @param key the note's id, 16 bytes
 * @param seq of the write that made this version
 * @param deleted a tombstone; then the value is empty
 * @param value a {@link NoteValue}, encoded
 */
public record StoredRecord(ByteString key, long seq, boolean deleted, ByteString value) {
  public StoredRecord {
    if (key.size() != 16 || seq < 1 || deleted != value.isEmpty()) {
      throw new IllegalArgumentException(
          "no such record: key of " + key.size() + " bytes, seq " + seq);
    }
  }
}
