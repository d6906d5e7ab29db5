package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Ids as the wire has them: 16 bytes, most significant first. */
public final class Ids {
  private Ids() {}

  /**
   * Reads an id.
   *
   * @throws IllegalArgumentException naming the field, if it has not 16 bytes
   */
  public static UUID uuid(String field, ByteString bytes) {
    if (bytes.size() != 16) {
      throw new IllegalArgumentException(field + " has " + bytes.size() + " bytes; an id has 16");
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** The id before, in the order of pages; a page that begins after it begins with the id. */
  public static Optional<UUID> before(UUID id) {
    long low = id.getLeastSignificantBits() - 1;
    long high = id.getMostSignificantBits() - (id.getLeastSignificantBits() == 0 ? 1 : 0);
    return id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0
        ? Optional.empty()
        : Optional.of(new UUID(high, low));
  }

  public static ByteString bytes(UUID id) {
    byte[] bytes = new byte[16];
    ByteBuffer.wrap(bytes)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
    return ByteString.copyFrom(bytes);
  }
}
