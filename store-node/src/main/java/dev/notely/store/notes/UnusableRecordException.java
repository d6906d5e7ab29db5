package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * A record cannot be read here, or cannot be stored here, however often it is tried. What was being
 * done is undone.
 */
public final class UnusableRecordException extends RuntimeException {
  private final ByteString key;

  public UnusableRecordException(ByteString key, String reason) {
    super(reason);
    this.key = key;
  }

  /** The record's, in the form of files. */
  public String key() {
    return UuidText.of(key);
  }

  /** Why, as a clause. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
