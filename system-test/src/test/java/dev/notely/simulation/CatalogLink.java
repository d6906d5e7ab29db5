package dev.notely.simulation;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MoveQueue;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** The catalog as proxies, engines and the operator reach it: over the network. */
final class CatalogLink implements PlacementCatalog, MoveQueue {
  private final SimulatedCatalog catalog;
  private final Network network;
  private final Network.Caller caller;

  CatalogLink(SimulatedCatalog catalog, Network network, Network.Caller caller) {
    this.catalog = catalog;
    this.network = network;
    this.caller = caller;
  }

  @Override
  public Placement find(UUID account) {
    return call(catalog::placement);
  }

  @Override
  public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
    return call(() -> {
      boolean won = catalog.compareAndSet(expectedEpoch, change);
      return new Outcome(won, catalog.placement());
    });
  }

  @Override
  public List<Work> claim(String holder, int capacity) {
    return call(() ->
        catalog.claim(holder)
            ? List.of(
                new Work(
                    catalog.placement(),
                    catalog.chores().stream().map(CatalogLink::chore).toList(),
                    0,
                    catalog.keepsOverlay()))
            : List.of());
  }

  private static Chore chore(dev.notely.store.catalog.Chore chore) {
    return new Chore(
        World.ACCOUNT,
        chore.store(),
        chore.epoch(),
        Chore.Kind.valueOf(chore.kind().name()),
        chore.home());
  }

  @Override
  public void unclaim(String holder, UUID account) {}

  @Override
  public Marked mark(Placement placement, Step step, String reason, String evidence) {
    throw new AssertionError("no account here belongs to a migration");
  }

  @Override
  public void failed(Placement placement, String reason) {
    throw new AssertionError("no account here belongs to a migration");
  }

  @Override
  public void finding(long migration, UUID account, String what, String evidence) {
    throw new AssertionError("no account here belongs to a migration");
  }

  @Override
  public void mismatch(long migration, MigrationCatalog.Mismatch found) {
    throw new AssertionError("no account here belongs to a migration");
  }

  @Override
  public void complete(Chore chore) {
    call(() -> {
      catalog.complete(
          chore.store(),
          chore.epoch(),
          dev.notely.store.catalog.Chore.Kind.valueOf(chore.kind().name()));
      return true;
    });
  }

  private <R> R call(Supplier<R> work) {
    return network.call(caller, catalog.server, work, CatalogUnavailableException::new);
  }
}
