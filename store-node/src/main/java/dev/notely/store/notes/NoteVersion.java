package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/** A note as it is answered. */
public record NoteVersion(ByteString id, NoteValue value, long seq) {
  static NoteVersion of(StoredRecord record) {
    return new NoteVersion(record.key(), NoteValue.decode(record.value()), record.seq());
  }

  StoredRecord toRecord() {
    return new StoredRecord(id, seq, false, value.encode());
  }
}
