package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * Positions of a scan: start, then records by key, then the request log by key, then the end.
 * Bytewise comparable.
 */
final class ScanPosition {
  static final ByteString START = ByteString.EMPTY;
  static final ByteString END = ByteString.copyFrom(new byte[] {(byte) 0xFF});
  private static final ByteString RECORDS = ByteString.copyFrom(new byte[] {1});
  private static final ByteString LOG = ByteString.copyFrom(new byte[] {2});

  private ScanPosition() {}

  static ByteString record(ByteString key) {
    return RECORDS.concat(key);
  }

  static ByteString log(ByteString key) {
    return LOG.concat(key);
  }

  static boolean inLog(ByteString position) {
    return !position.isEmpty() && position.byteAt(0) == 2;
  }

  static boolean atEnd(ByteString position) {
    return position.equals(END);
  }

  /** The key after which to go on; empty at the start of a part. */
  static ByteString key(ByteString position) {
    return position.isEmpty() ? ByteString.EMPTY : position.substring(1);
  }

  static int compare(ByteString a, ByteString b) {
    return ByteString.unsignedLexicographicalComparator().compare(a, b);
  }
}
