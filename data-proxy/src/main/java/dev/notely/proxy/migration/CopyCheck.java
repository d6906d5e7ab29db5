package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Placement;
import java.util.Optional;

/** Compares the records of an account's two stores, and not what they keep about them. */
@FunctionalInterface
public interface CopyCheck {
  /**
   * What is wrong with the copy, but for what it has not got yet; empty: nothing.
   *
   * @param permit how fast records are compared
   * @throws MoveFailedException if the leave was taken back
   * @throws dev.notely.proxy.store.StoreUnavailableException if a store did not answer
   */
  Optional<String> damage(Placement placement, MovePermit permit);
}
