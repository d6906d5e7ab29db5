package dev.notely.proxy.store;

import java.util.Optional;
import java.util.UUID;

/**
 * A user's operation on its way to a store; what it is in detail only the two ends know. Equal
 * reads ask for the same.
 */
public interface NoteCall {
  /** Whose notes. */
  UUID account();

  /** The note that it asks for; empty: a list, or a write. */
  default Optional<UUID> ofNote() {
    return Optional.empty();
  }

  /** True for create, update and delete. */
  boolean isWrite();

  /** One of a few words for it, for whoever counts. */
  default String operation() {
    return isWrite() ? "write" : "read";
  }
}
