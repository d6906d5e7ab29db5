package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Ids as the hands-on app's files have them. */
public final class UuidText {
  private UuidText() {}

  /** The 16 bytes of a UUID in its usual form of 36 characters, in either case. */
  public static Optional<ByteString> parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (!id.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.empty(); // Java's parser takes shorter forms too
      }
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
      return Optional.of(ByteString.copyFrom(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The form that files have, in lower case. */
  public static String of(ByteString id) {
    ByteBuffer bytes = id.asReadOnlyByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }
}
