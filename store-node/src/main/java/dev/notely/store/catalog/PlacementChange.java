package dev.notely.store.catalog;

/** The changes that a placement knows (catalog.proto, PlacementChange). */
public sealed interface PlacementChange {
  /** The home has a row for the account. */
  record Admit() implements PlacementChange {}

  /** A move to {@code second} begins. */
  record Begin(String second) implements PlacementChange {}

  /** The target becomes the home. */
  record Commit(long records, long pauseMicros) implements PlacementChange {}

  /** A cut-over is given up; the copy goes on at the new epoch. */
  record Abort() implements PlacementChange {}

  /** The second store is no longer one. */
  record Settle() implements PlacementChange {}
}
