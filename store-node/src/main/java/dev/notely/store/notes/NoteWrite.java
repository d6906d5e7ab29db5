package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * A user's write. Times are Unix milliseconds, 0 where the request gives none; {@code ifSeq} 0
 * means any version.
 */
public sealed interface NoteWrite {
  ByteString note();

  /** The same request has the same hash; account and key are not part of it. */
  long requestHash();

  /** A new note. */
  record Create(ByteString note, ByteString content, long createdAtMs, long updatedAtMs)
      implements NoteWrite {
    @Override
    public long requestHash() {
      return hash(1, note, content, createdAtMs, updatedAtMs);
    }
  }

  /** New content of a note. */
  record Update(ByteString note, ByteString content, long updatedAtMs, long ifSeq)
      implements NoteWrite {
    @Override
    public long requestHash() {
      return hash(2, note, content, updatedAtMs, ifSeq);
    }
  }

  /** The end of a note. */
  record Delete(ByteString note, long ifSeq) implements NoteWrite {
    @Override
    public long requestHash() {
      return hash(3, note, ByteString.EMPTY, ifSeq, 0);
    }
  }

  private static long hash(int kind, ByteString note, ByteString content, long a, long b) {
    return RecordDigest.fingerprint(
        WireFields.write(
            note.size() + content.size() + 64,
            out -> {
              out.writeInt32(1, kind);
              out.writeBytes(2, note);
              out.writeInt64(3, a);
              out.writeInt64(4, b);
              out.writeBytes(5, content);
            }));
  }
}
