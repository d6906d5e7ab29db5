package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the columns of a note may be, wherever they come from. */
final class NoteLimits {
  static final int MAX_CHARACTERS = 10_000;
  static final int MAX_BYTES = 4 * MAX_CHARACTERS;
  // The last millisecond that RFC 3339 can write.
  private static final long MAX_TIME_MS = 253_402_300_799_999L;

  static final String CREATED_AT = "created_at is not a time from 1970 to 9999 in milliseconds";
  static final String UPDATED_AT = "updated_at is not a time from 1970 to 9999 in milliseconds";
  static final String CONTENT = "content is not a text of 1 to 10000 characters";

  private NoteLimits() {}

  /** The first thing that is wrong, as a clause that begins with the column. */
  static Optional<String> complaint(NoteValue value) {
    if (!isTime(value.createdAtMs())) {
      return Optional.of(CREATED_AT);
    }
    if (!isTime(value.updatedAtMs())) {
      return Optional.of(UPDATED_AT);
    }
    return isContent(value.content()) ? Optional.empty() : Optional.of(CONTENT);
  }

  static boolean isTime(long timeMs) {
    return timeMs >= 1 && timeMs <= MAX_TIME_MS;
  }

  static boolean isContent(ByteString content) {
    if (content.isEmpty() || content.size() > MAX_BYTES) {
      return false;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(content.asReadOnlyByteBuffer()).toString();
      return text.codePointCount(0, text.length()) <= MAX_CHARACTERS;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
