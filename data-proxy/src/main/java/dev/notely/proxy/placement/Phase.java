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
  MOVED,
  /**
   * Committed by a migration: as MOVED, but {@code second} follows the home, until the migration
   * settles the account or returns it.
   */
  KEPT,
  /** As MOVING, but back to the store that a migration took it from. */
  RETURNING,
  /**
   * Strategy lazy: {@code second} is the target, and nothing is copied before the commit; the home
   * may be sealed for a cut-over.
   */
  SWITCHING,
  /**
   * Strategy lazy, committed: the home is the former target, {@code second} the former home, which
   * still has what nobody has touched.
   */
  OVERLAID;

  /** True where the account has a second store. */
  public boolean hasSecond() {
    return isMoving() || this == MOVED || this == KEPT || this == OVERLAID;
  }

  /** True where a cut-over may come, or be under way. */
  public boolean isMoving() {
    return isCopying() || this == SWITCHING;
  }

  /** True where {@code second} is a copy in the making: it takes what the home commits. */
  public boolean isCopying() {
    return this == MOVING || this == RETURNING;
  }

  /** True where {@code second} has a copy, or begins one, that reads can be compared with. */
  public boolean hasCopy() {
    return isCopying() || this == MOVED || this == KEPT;
  }

  /** True where the move may be taken back without a trace: the account has not left its home. */
  public boolean isRevocable() {
    return this == MOVING || this == SWITCHING;
  }
}
