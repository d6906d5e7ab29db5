package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Order-free digest over live records: two sums modulo 2^64 of the halves of SHA-256(key, seq,
 * value), so that a write adds and removes in constant time. Equal digests mean equal versions of
 * each key, not only equal content.
 */
public record RecordDigest(long high, long low) {
  /** Of no record. */
  public static final RecordDigest EMPTY = new RecordDigest(0, 0);

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(RecordDigest::sha256);

  RecordDigest plus(StoredRecord record) {
    ByteBuffer hash = hash(record);
    return new RecordDigest(high + hash.getLong(), low + hash.getLong());
  }

  RecordDigest plus(RecordDigest more) {
    return new RecordDigest(high + more.high, low + more.low);
  }

  RecordDigest minus(RecordDigest less) {
    return new RecordDigest(high - less.high, low - less.low);
  }

  RecordDigest minus(StoredRecord record) {
    ByteBuffer hash = hash(record);
    return new RecordDigest(high - hash.getLong(), low - hash.getLong());
  }

  private static ByteBuffer hash(StoredRecord record) {
    // In one array: of a read-only buffer, the digest makes copies of its own.
    int size = record.key().size() + Long.BYTES + record.value().size();
    ByteBuffer all = ByteBuffer.allocate(size);
    record.key().copyTo(all);
    all.putLong(record.seq());
    record.value().copyTo(all);
    return ByteBuffer.wrap(SHA256.get().digest(all.array()));
  }

  /** First 8 bytes of SHA-256 of some bytes: tells whether two requests are the same. */
  static long fingerprint(ByteString bytes) {
    MessageDigest sha = SHA256.get();
    sha.update(bytes.asReadOnlyByteBuffer());
    return ByteBuffer.wrap(sha.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
