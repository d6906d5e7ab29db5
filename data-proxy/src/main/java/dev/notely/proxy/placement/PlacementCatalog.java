package dev.notely.proxy.placement;

import java.util.UUID;

/** The catalog, asked directly: no cache. Blocking; bounded by the caller's deadline. */
public interface PlacementCatalog {
  /**
   * Asks the catalog now.
   *
   * @throws UnknownAccountException if the catalog says that there is no such account
   * @throws CatalogUnavailableException if it did not answer: an error, never a default
   */
  Placement find(UUID account);

  /**
   * Tries to change the placement if its epoch is still {@code expectedEpoch}.
   *
   * @throws UnknownAccountException as in {@link #find}
   * @throws CatalogUnavailableException if there was no answer: it may or may not have happened;
   *     look again
   */
  Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change);

  /**
   * What came of a compare-and-set.
   *
   * @param won this call changed it
   * @param placement as it is now
   */
  record Outcome(boolean won, Placement placement) {}
}
