package dev.notely.tui.stream;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/** The three ways in which an account's id is written. */
public final class AccountIds {
  private AccountIds() {}

  /** As people and the REST contract write it. */
  public static String text(ByteString id) {
    if (id.size() != 16) {
      return key(id);
    }
    ByteBuffer bytes = id.asReadOnlyByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  /** As the stream names its row. */
  public static String key(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  /** As it travels. */
  static ByteString bytes(String key) {
    return ByteString.copyFrom(HexFormat.of().parseHex(key));
  }
}
