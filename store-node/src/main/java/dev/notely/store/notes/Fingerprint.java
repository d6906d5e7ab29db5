package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What the records of a range of keys are, computed from the records themselves.
 *
 * @param row of the same snapshot
 * @param lastKey the range was looked at up to and with this key; empty: nothing is in it
 * @param end nothing is left in the range
 * @param records live ones
 * @param digest over them
 * @param bytes of their values
 * @param versions in order of key, tombstones among them; empty unless asked for
 */
public record Fingerprint(
    Ownership row,
    ByteString lastKey,
    boolean end,
    long records,
    RecordDigest digest,
    long bytes,
    List<RecordVersion> versions) {
  public Fingerprint {
    versions = List.copyOf(versions);
  }
}
