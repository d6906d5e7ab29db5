package dev.notely.store.catalog;

/** The changes that a placement knows (catalog.proto, PlacementChange). */
public sealed interface PlacementChange {
  /** The home has a row for the account. */
  record Admit() implements PlacementChange {}

  /**
   * A move to {@code second} begins.
   *
   * @param lazy strategy lazy: the records follow the commit. Else copy: they go ahead of it
   */
  record Begin(String second, boolean lazy) implements PlacementChange {
    /** By the strategy copy. */
    public Begin(String second) {
      this(second, false);
    }
  }

  /** The target becomes the home; a lazy move has copied no records by then. */
  record Commit(long records, long pauseMicros) implements PlacementChange {}

  /**
   * The former home of a lazy move has not a record left.
   *
   * @param records moved since the commit, as the engine counted them
   */
  record Drained(long records) implements PlacementChange {}

  /** A cut-over is given up; the copy goes on at the new epoch. */
  record Abort() implements PlacementChange {}

  /** The second store is no longer one. */
  record Settle() implements PlacementChange {}
}
