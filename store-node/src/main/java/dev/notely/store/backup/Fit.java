package dev.notely.store.backup;

import dev.notely.store.catalog.PlacementPhase;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RowState;

/**
 * How the row of an account in a copy of a store's file fits to what the catalog says now. Stores
 * must never forget an epoch that they were shown; a file from yesterday has. What it could do with
 * that is decided here, account by account, before it is served.
 */
enum Fit {
  /** The row does what the catalog says, if need be at the next proof of a later epoch. */
  FITS,
  /** The account lives here, but the copy is from before it came: it would be refused for ever. */
  MISSING,
  /** It lives elsewhere: what the copy has could be served to a proxy that is as old. */
  LEFT,
  /** The row has seen a later epoch than the catalog: the catalog is the older one. */
  NEWER,
  /** Records of one account are spread over two stores, and only both know which. */
  OVERLAID;

  /**
   * Decides.
   *
   * @param store whose row it is
   * @param row {@link Ownership#NONE} of an account that the copy does not know
   */
  static Fit of(String store, PlacementRow placement, Ownership row) {
    boolean home = placement.home().equals(store);
    if (placement.phase() == PlacementPhase.OVERLAID
        && (home || placement.second().equals(store))) {
      return OVERLAID;
    }
    if (row.epoch() > placement.epoch()) {
      return NEWER;
    }
    return home ? atHome(placement, row) : elsewhere(row);
  }

  private static Fit atHome(PlacementRow placement, Ownership row) {
    if (placement.phase() == PlacementPhase.NEW && row.state() == RowState.NONE) {
      return FITS; // a proxy will admit it
    }
    return row.state().opensOnProof() ? FITS : MISSING;
  }

  private static Fit elsewhere(Ownership row) {
    boolean emptied = row.state() == RowState.CLOSED && (row.isEmpty() || row.purging());
    return emptied || row.state() == RowState.NONE ? FITS : LEFT;
  }
}
