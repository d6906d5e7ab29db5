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
  RETURNING;

  /** True where the account has a second store. */
  public boolean hasSecond() {
    return isMoving() || this == MOVED || this == KEPT;
  }

  /** True where a cut-over may come, or be under way. */
  public boolean isMoving() {
    return this == MOVING || this == RETURNING;
  }
}
