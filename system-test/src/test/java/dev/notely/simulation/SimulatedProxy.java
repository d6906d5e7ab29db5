package dev.notely.simulation;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.routing.NoteRouter;
import dev.notely.proxy.routing.RouteObserver;
import dev.notely.proxy.routing.Waiting;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.RecordStore;
import dev.notely.runtime.overload.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The real routing of a proxy for the users of one account, with a cache that may be as stale as it
 * likes.
 */
final class SimulatedProxy implements Waiting {
  private final UUID account;
  private final Baton baton;
  private final PlacementCache cache;
  private final NoteRouter router;
  private final Mirrors.OfProxy mirrors;
  private final Set<Baton.Actor> waiters = new LinkedHashSet<>();

  SimulatedProxy(
      UUID account,
      Baton baton,
      PlacementCatalog catalog,
      NoteStores stores,
      Function<String, RecordStore> recordStores,
      Mirrors.OfProxy mirrors,
      Mutation mutation) {
    this.account = account;
    this.baton = baton;
    this.mirrors = mirrors;
    this.cache = mutation.cache(catalog);
    this.router =
        new NoteRouter(
            cache,
            mutation.validating(catalog, cache),
            mutation.proxyStores(stores),
            recordStores,
            this,
            Runnable::run,
            RouteObserver.NONE,
            mirrors,
            new RetryBudget(() -> TimeUnit.MILLISECONDS.toNanos(baton.now().toEpochMilli())));
  }

  NoteReply route(SimulatedCall call) {
    return router.route(call, now().plusSeconds(3));
  }

  /** What it would have sent after its answers is lost. */
  void die() {
    mirrors.die();
  }

  /** What the watch shows. */
  void changed(Placement placement) {
    cache.changed(placement);
    waiters.forEach(baton::wake);
  }

  Optional<Placement> believes() {
    return cache.cached(account);
  }

  @Override
  public Instant now() {
    return baton.now();
  }

  @Override
  public Optional<Placement> awaitNewer(Placement seen, Duration atMost) {
    long until = baton.nowMicros() + atMost.toNanos() / 1_000;
    waiters.add(baton.current());
    try {
      while (true) {
        Optional<Placement> known = believes();
        if (known.isPresent() && known.get().epoch() > seen.epoch()) {
          return known;
        }
        if (baton.nowMicros() >= until) {
          return Optional.empty();
        }
        baton.awaitWake(until - baton.nowMicros());
      }
    } finally {
      waiters.remove(baton.current());
    }
  }

  @Override
  public void pause(Duration time) {
    baton.pause(time.toNanos() / 1_000);
  }
}
