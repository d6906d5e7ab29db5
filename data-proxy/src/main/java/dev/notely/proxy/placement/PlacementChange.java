package dev.notely.proxy.placement;

/**
 * A compare-and-set of one placement; each is won at most once per epoch (handoff.md, "The only
 * commit point").
 */
public sealed interface PlacementChange {
  /** NEW -> SETTLED at the same epoch: the home has a row for the account. */
  record Admit() implements PlacementChange {}

  /** SETTLED -> MOVING at the same epoch. */
  record Begin(String second) implements PlacementChange {}

  /**
   * MOVING -> MOVED, epoch + 1, home and second swapped. The caller holds the final seq of the seal
   * and READY of the target, both of this epoch.
   *
   * @param records copied by the move so far
   * @param pauseMicros from the seal's call to this call
   */
  record Commit(long records, long pauseMicros) implements PlacementChange {}

  /** MOVING -> MOVING, epoch + 1, same home: anyone may, it ends a cut-over that takes too long. */
  record Abort() implements PlacementChange {}

  /**
   * MOVING or MOVED -> SETTLED, epoch + 1: finish (after a commit) or cancel. Leaves the chores
   * release and purge.
   */
  record Settle() implements PlacementChange {}
}
