package dev.notely.proxy.routing;

/** What to do with a store's reply. */
public enum NextStep {
  /** It is the answer. */
  ANSWER,
  /** It counts only if the catalog still names its epoch. */
  VALIDATE,
  /** The placement is old: ask the catalog and try again. */
  REFRESH,
  /** A cut-over is under way: wait for its end, then abort it. */
  WAIT,
  /** The account is new and not yet known to its home. */
  ADMIT,
  /** A lazy move: what is asked for may still be at the former home. */
  ASK_FALLBACK,
  /** A lazy move was committed, and its two stores do not know it yet: tell them. */
  OPEN,
  /** Must not happen, or not twice: the store and the catalog disagree. */
  FAIL
}
