package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * What a request says of the catalog: at {@code epoch}, {@code home} is the home of the account.
 *
 * @param account 16 bytes
 * @param home name of a store
 * @param epoch verbatim from the catalog, from 1
 * @param role only {@link Role#HOME} proves anything
 */
public record Proof(ByteString account, String home, long epoch, Role role) {
  /** What the request is for. */
  public enum Role {
    /** A proof. */
    HOME,
    /** A read that compares; it never changes a row. */
    SHADOW,
    /** A read at the former home of an overlaid account; it never changes a row. */
    FALLBACK
  }
}
