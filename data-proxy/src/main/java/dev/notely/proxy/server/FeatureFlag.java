package dev.notely.proxy.server;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreDirectory;
import io.grpc.Status;
import java.util.UUID;
import java.util.function.Function;

/**
 * What isMigrating and shard of an account do: begin a move, or take it back. Only the placement is
 * changed here; whoever holds the lease does the rest.
 */
final class FeatureFlag {
  private static final int ATTEMPTS = 5;

  private final PlacementCatalog catalog;
  private final PlacementCache cache;
  private final Function<String, RecordStore> stores;
  private final StoreDirectory directory;
  private final String target;
  private final boolean lazy;

  /**
   * Changes placements.
   *
   * @param target of a move that names no store
   * @param lazy strategy of moves that belong to no migration
   */
  FeatureFlag(
      PlacementCatalog catalog,
      PlacementCache cache,
      Function<String, RecordStore> stores,
      StoreDirectory directory,
      String target,
      boolean lazy) {
    this.catalog = catalog;
    this.cache = cache;
    this.stores = stores;
    this.directory = directory;
    this.target = target;
    this.lazy = lazy;
  }

  /**
   * Makes the home know a new account. If this does not come to its end, the account's first
   * request does it.
   */
  Placement admit(UUID account) {
    Placement placement = catalog.find(account);
    if (placement.phase() == Phase.NEW) {
      stores.apply(placement.home()).admit(placement);
      placement = change(placement, new PlacementChange.Admit()).placement();
    }
    cache.learn(placement);
    return placement;
  }

  /** Idempotent: an account that is under way to the store, or there, stays as it is. */
  void moveTo(UUID account, String shard) {
    String wanted = shard.isEmpty() ? target : shard;
    if (directory.member(wanted).isEmpty()) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "shard is '"
                  + wanted
                  + "'; known stores are "
                  + directory.members().stream().map(member -> member.getName()).toList())
          .asRuntimeException();
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      Placement placement = admit(account);
      Traces.about(placement);
      if (placement.phase() == Phase.SETTLED && placement.home().equals(wanted)) {
        return;
      }
      if (placement.phase().hasSecond()) {
        refuseOtherDirection(placement, wanted);
        return;
      }
      if (change(placement, new PlacementChange.Begin(wanted, lazy)).won()) {
        return;
      }
    }
    throw Status.ABORTED.withDescription("the account keeps changing").asRuntimeException();
  }

  private static void refuseOtherDirection(Placement placement, String wanted) {
    String destination = placement.phase().isMoving() ? placement.second() : placement.home();
    if (!destination.equals(wanted)) {
      throw Status.FAILED_PRECONDITION
          .withDescription("the account is under way to '" + destination + "'")
          .asRuntimeException();
    }
  }

  /** Cancels a move that has not been committed; one that has is over, and stays so. */
  void takeBack(UUID account) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Placement placement = catalog.find(account);
      Traces.about(placement);
      if (!placement.phase().isRevocable()
          || change(placement, new PlacementChange.Settle()).won()) {
        return;
      }
    }
    throw Status.ABORTED.withDescription("the account keeps changing").asRuntimeException();
  }

  private PlacementCatalog.Outcome change(Placement placement, PlacementChange change) {
    PlacementCatalog.Outcome outcome =
        catalog.compareAndSet(placement.account(), placement.epoch(), change);
    cache.learn(outcome.placement());
    return outcome;
  }
}
