package dev.notely.proxy.store;

/** Why a store did not do what it was asked; the meanings are those of store.proto. */
public enum Refusal {
  NONE,
  STALE_EPOCH,
  SEALED_ROW,
  NOT_HOME,
  WRONG_STORE,
  NOT_CLOSED,
  PURGING,
  GAP,
  MISMATCH,
  COMPLETE,
  IN_USE,
  ASK_FALLBACK
}
