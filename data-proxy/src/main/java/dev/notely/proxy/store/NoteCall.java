package dev.notely.proxy.store;

import java.util.UUID;

/**
 * A user's operation on its way to a store; what it is in detail only the two ends know. Equal
 * reads ask for the same.
 */
public interface NoteCall {
  /** Whose notes. */
  UUID account();

  /** True for create, update and delete. */
  boolean isWrite();
}
