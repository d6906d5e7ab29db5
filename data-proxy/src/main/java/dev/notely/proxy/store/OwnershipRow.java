package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import java.util.OptionalLong;

/**
 * An account's row in a store, as its replies carry it (store.proto, message Row).
 *
 * @param keyMark keys of writes that expire at or before it (Unix milliseconds) may have been
 *     forgotten
 */
public record OwnershipRow(
    State state,
    long epoch,
    long lastSeq,
    OptionalLong watermark,
    OptionalLong keepFrom,
    ByteString scanPosition,
    Digest digest,
    long notes,
    boolean purging,
    long keyMark) {
  /** State of the row. */
  public enum State {
    NONE,
    IMPORTING,
    READY,
    SERVING,
    SEALED,
    CLOSED,
    READ_ONLY,
    OVERLAID
  }

  /** Order-free digest over the live records of an account. */
  public record Digest(long high, long low) {
    /** Of no record. */
    public static final Digest NONE = new Digest(0, 0);

    /** Of the records of both. */
    public Digest plus(Digest more) {
      return new Digest(high + more.high, low + more.low);
    }
  }

  /** The scan of this import has been applied to its end. */
  public boolean scanned() {
    return watermark.isPresent();
  }
}
