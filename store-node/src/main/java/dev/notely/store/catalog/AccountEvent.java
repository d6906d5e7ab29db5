package dev.notely.store.catalog;

/** What can happen to an account in a migration. */
public enum AccountEvent {
  /** Its move has begun. */
  ENROLLED,
  /** It lives at its target without a move. */
  ALREADY_THERE,
  /** The copy is complete up to what came in meanwhile. */
  COPIED,
  /** It moves without rows that are no records: they stay in their store. */
  LEFT_BEHIND,
  /** A record of its copy was found wrong. */
  MISMATCH,
  /** Its copy was made again from its home. */
  REPAIRED,
  /** A cut-over begins. */
  SEALING,
  /** A cut-over was given up; the copy goes on. */
  ABORTED,
  /** The other store is its home now. */
  COMMITTED,
  /** The other store is its home now, over the former one, which has its records still. */
  OPENED,
  /** The former home has not a record of it left. */
  DRAINED,
  /** Its move ends before its commit, or never begins. */
  GIVEN_UP,
  /** It is sent back. */
  RETURN,
  /** It has one store again. */
  SETTLED,
  /** It is set aside. */
  QUARANTINE,
  /** What set it aside is mended. */
  RELEASED
}
