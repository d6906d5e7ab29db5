package dev.notely.proxy.placement;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What this proxy believes of placements. May be stale (stores refuse a stale proof), is never
 * invented: a look-up that fails is an error. With the catalog away it goes on serving what it
 * knows.
 */
public final class PlacementCache {
  private static final int MAX_ACCOUNTS = 200_000;

  private final PlacementCatalog catalog;
  private final Map<UUID, Placement> known = new ConcurrentHashMap<>();
  private final Map<UUID, CompletableFuture<Placement>> waiters = new ConcurrentHashMap<>();

  public PlacementCache(PlacementCatalog catalog) {
    this.catalog = catalog;
  }

  /** Without asking anybody. */
  public Optional<Placement> cached(UUID account) {
    return Optional.ofNullable(known.get(account));
  }

  /**
   * From memory, else from the catalog.
   *
   * @throws UnknownAccountException if the catalog says so
   * @throws CatalogUnavailableException if it is not known here and the catalog does not answer
   */
  public Placement get(UUID account) {
    Placement placement = known.get(account);
    return placement != null ? placement : refresh(account);
  }

  /** From the catalog, whatever is known; errors as {@link #get}. */
  public Placement refresh(UUID account) {
    Placement found = catalog.find(account);
    learn(found);
    return found;
  }

  /** Takes over a placement that the catalog has shown, unless a newer one is known. */
  public void learn(Placement shown) {
    if (known.size() >= MAX_ACCOUNTS && !known.containsKey(shown.account())) {
      known.keySet().stream().findAny().ifPresent(known::remove);
    }
    Placement before = known.get(shown.account());
    Placement newest =
        known.merge(shown.account(), shown, (a, b) -> b.version() > a.version() ? b : a);
    // The same placement again, as every read of a moving account shows it, is no news: a write
    // that is told of it would take it for the end of its wait, and abort the cut-over.
    if (before == null || newest.epoch() > before.epoch()) {
      wake(newest);
    }
  }

  private void wake(Placement newest) {
    CompletableFuture<Placement> waiter = waiters.remove(newest.account());
    if (waiter != null) {
      waiter.complete(newest);
    }
  }

  /**
   * As {@link #learn}, but only for accounts that somebody here has asked for: memory follows use,
   * not the size of the catalog.
   */
  public void changed(Placement shown) {
    if (known.containsKey(shown.account()) || waiters.containsKey(shown.account())) {
      learn(shown);
    }
  }

  /**
   * Waits until a placement of a higher epoch than {@code seen} is learnt, at most so long; empty
   * if none was.
   */
  public Optional<Placement> awaitNewer(Placement seen, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    try {
      while (true) {
        CompletableFuture<Placement> waiter =
            waiters.computeIfAbsent(seen.account(), _ -> new CompletableFuture<>());
        // The look comes after the registration: a change between the two is not missed.
        Placement now = known.get(seen.account());
        if (now == null || now.epoch() <= seen.epoch()) {
          now = waiter.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        if (now.epoch() > seen.epoch()) {
          return Optional.of(now);
        }
      }
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a waiter is only ever completed normally", e);
    }
  }
}
