package dev.notely.proxy.placement;

/**
 * A compare-and-set of one placement; each is won at most once per epoch (handoff.md, "The only
 * commit point").
 */
public sealed interface PlacementChange {
  /** NEW -> SETTLED at the same epoch: the home has a row for the account. */
  record Admit() implements PlacementChange {}

  /**
   * SETTLED -> MOVING, or SWITCHING, at the same epoch.
   *
   * @param lazy by strategy lazy; of an account that waits in a migration the migration's strategy
   *     counts
   */
  record Begin(String second, boolean lazy) implements PlacementChange {
    /** By strategy copy. */
    public Begin(String second) {
      this(second, false);
    }
  }

  /**
   * MOVING -> MOVED, epoch + 1, home and second swapped. The caller holds the final seq of the seal
   * and READY of the target, both of this epoch. SWITCHING -> OVERLAID likewise: the caller holds
   * the seal, and the target is empty.
   *
   * @param records copied by the move so far
   * @param pauseMicros from the seal's call to this call
   */
  record Commit(long records, long pauseMicros) implements PlacementChange {}

  /** MOVING -> MOVING, epoch + 1, same home: anyone may, it ends a cut-over that takes too long. */
  record Abort() implements PlacementChange {}

  /**
   * OVERLAID -> MOVED, epoch + 1: the former home has not a record left.
   *
   * @param records drained by the caller
   */
  record Drained(long records) implements PlacementChange {}

  /**
   * MOVING, SWITCHING or MOVED -> SETTLED, epoch + 1: finish (after a commit) or cancel. Leaves the
   * chores release and purge.
   */
  record Settle() implements PlacementChange {}
}
