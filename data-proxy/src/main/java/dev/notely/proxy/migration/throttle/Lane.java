package dev.notely.proxy.migration.throttle;

/**
 * What is done besides users' requests. Where users feel it, a lower lane is held back further, so
 * that shadow reads are shed first, then purges and touches, dual writes and verifications, and
 * copies, in this order.
 */
public enum Lane {
  /** Backfill, catch-up, reverse sync: what the end of a migration waits for. */
  COPY(1),
  /** Comparisons of copies. */
  VERIFICATION(2),
  /**
   * Writes that are repeated at a second store, of those that would be: catch-up brings the others,
   * many at a time.
   */
  DUAL_WRITES(2),
  /** What a former home still has of an account goes: nobody waits for it. */
  PURGE(4),
  /**
   * Notes of overlaid accounts that move because a user has touched them: the drain brings others.
   */
  TOUCHES(4),
  /** Reads that are repeated at a second store, of those that would be. */
  SHADOW_READS(8);

  private final int part;

  Lane(int part) {
    this.part = part;
  }

  /**
   * Share of the time in which it may work, 0 to 1; with all of it free, all.
   *
   * @param free share that users leave
   */
  public double share(double free) {
    return free < 1 ? free / part : 1;
  }
}
