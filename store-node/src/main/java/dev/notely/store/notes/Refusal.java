package dev.notely.store.notes;

/** Why a store does not do what it is asked; the meanings are those of store.proto. */
public enum Refusal {
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
