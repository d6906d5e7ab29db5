package dev.notely.proxy.placement;

/**
 * Where an account is in its move, as the catalog keeps it. The home serves in every phase; the
 * phase says what {@code second} is.
 */
public enum Phase {
  /** Created in the catalog, not yet admitted at its home. */
  NEW,
  /** One store, nothing moves. */
  SETTLED,
  /** {@code second} is the target of a copy; the home may be sealed for a cut-over. */
  MOVING,
  /** Committed: the home is the former target, {@code second} the former home, not yet settled. */
  MOVED;

  /** True where the account has a second store. */
  public boolean hasSecond() {
    return this == MOVING || this == MOVED;
  }
}
