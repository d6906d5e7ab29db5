package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * The columns of a note, as they travel (store.proto, NoteValue); times in Unix milliseconds,
 * content in UTF-8.
 */
public record NoteValue(long createdAtMs, long updatedAtMs, ByteString content) {
  /** The bytes that all stores agree on. */
  public ByteString encode() {
    return WireFields.write(
        content.size() + 48,
        out -> {
          WireFields.number(out, 1, createdAtMs);
          WireFields.number(out, 2, updatedAtMs);
          WireFields.bytes(out, 3, content);
        });
  }

  /**
   * The columns of an encoded value.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static NoteValue decode(ByteString value) {
    WireFields.Fields fields = WireFields.read(value);
    return new NoteValue(fields.longs()[1], fields.longs()[2], fields.bytes()[3]);
  }
}
