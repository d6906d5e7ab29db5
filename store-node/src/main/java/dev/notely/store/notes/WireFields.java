package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Reads and writes the few small messages that stores keep as bytes and must agree on to the byte:
 * fields in order, defaults left out, nothing unknown. By hand because generated types stop at the
 * server room, and because a digest must not depend on a serializer's habits.
 */
final class WireFields {
  private static final int MAX_FIELD = 8;

  private WireFields() {}

  /** Writes fields; sizes are estimated from above. */
  static ByteString write(int sizeBound, Writer writer) {
    byte[] buffer = new byte[sizeBound];
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    try {
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(buffer, 0, out.getTotalBytesWritten());
  }

  /** Reads all fields: numbers into {@code longs}, bytes into {@code bytes}, by field number. */
  static Fields read(ByteString message) {
    long[] longs = new long[MAX_FIELD];
    ByteString[] bytes = new ByteString[MAX_FIELD];
    Arrays.fill(bytes, ByteString.EMPTY);
    CodedInputStream in = message.newCodedInput();
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = tag >>> 3;
        if (field >= MAX_FIELD) {
          throw new IllegalArgumentException("unknown field " + field);
        }
        switch (tag & 7) {
          case 0 -> longs[field] = in.readInt64();
          case 1 -> longs[field] = in.readFixed64();
          case 2 -> bytes[field] = in.readBytes();
          default -> throw new IllegalArgumentException("unknown wire type in field " + field);
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a message", e);
    }
    return new Fields(longs, bytes);
  }

  static void number(CodedOutputStream out, int field, long value) throws IOException {
    if (value != 0) {
      out.writeInt64(field, value);
    }
  }

  static void bytes(CodedOutputStream out, int field, ByteString value) throws IOException {
    if (!value.isEmpty()) {
      out.writeBytes(field, value);
    }
  }

  interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent") // never leaves the package, never compared
  record Fields(long[] longs, ByteString[] bytes) {}
}
