package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * What answers a repeated write again (store.proto, LoggedOutcome); the content is in the repeated
 * request itself.
 */
record LoggedOutcome(
    long requestHash, ByteString note, long createdAtMs, long updatedAtMs, boolean deleted) {
  ByteString encode() {
    return WireFields.write(
        80,
        out -> {
          if (requestHash != 0) {
            out.writeFixed64(1, requestHash);
          }
          WireFields.bytes(out, 2, note);
          WireFields.number(out, 3, createdAtMs);
          WireFields.number(out, 4, updatedAtMs);
          WireFields.number(out, 5, deleted ? 1 : 0);
        });
  }

  static LoggedOutcome decode(ByteString bytes) {
    WireFields.Fields fields = WireFields.read(bytes);
    return new LoggedOutcome(
        fields.longs()[1],
        fields.bytes()[2],
        fields.longs()[3],
        fields.longs()[4],
        fields.longs()[5] != 0);
  }
}
