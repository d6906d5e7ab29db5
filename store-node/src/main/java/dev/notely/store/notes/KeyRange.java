package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * Keys of an account, compared bytewise.
 *
 * @param after exclusive; empty: from the first
 * @param until inclusive; empty: to the last
 */
public record KeyRange(ByteString after, ByteString until) {
  private static final int KEY_BYTES = 16;

  /** All keys. */
  public static final KeyRange ALL = new KeyRange(ByteString.EMPTY, ByteString.EMPTY);

  public KeyRange {
    check("after", after);
    check("until", until);
  }

  private static void check(String name, ByteString key) {
    if (!key.isEmpty() && key.size() != KEY_BYTES) {
      throw new IllegalArgumentException(
          name + " has " + key.size() + " bytes; it is empty or a key of " + KEY_BYTES);
    }
  }

  /** Does a key lie in it? */
  public boolean contains(ByteString key) {
    return compare(key, after) > 0 && reaches(key);
  }

  /** Does a key lie before its end? */
  boolean reaches(ByteString key) {
    return until.isEmpty() || compare(key, until) <= 0;
  }

  /** The same beginning and another end. */
  KeyRange until(ByteString end) {
    return new KeyRange(after, end);
  }

  static int compare(ByteString a, ByteString b) {
    return ByteString.unsignedLexicographicalComparator().compare(a, b);
  }
}
