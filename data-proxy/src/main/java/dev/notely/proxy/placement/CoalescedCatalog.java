package dev.notely.proxy.placement;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One look at the catalog serves all who asked before it began: at most one look per account is
 * running and one is waiting to. A caller never joins a look that had begun before its call: what
 * such a look saw may be older than what the caller has to know. It waits no longer than it has
 * time; the look goes on for the others.
 */
public final class CoalescedCatalog implements PlacementCatalog {
  private final PlacementCatalog catalog;
  private final Supplier<Duration> patience;
  private final Map<UUID, Looks> looks = new HashMap<>(); // guarded by this

  private static final class Looks {
    private CompletableFuture<Placement> running = new CompletableFuture<>();
    private CompletableFuture<Placement> next = new CompletableFuture<>();
    private int nextCallers;
  }

  /**
   * Over a catalog.
   *
   * @param patience how long the current caller can wait
   */
  public CoalescedCatalog(PlacementCatalog catalog, Supplier<Duration> patience) {
    this.catalog = catalog;
    this.patience = patience;
  }

  @Override
  public Placement find(UUID account) {
    CompletableFuture<Placement> joined = null;
    Looks mine;
    synchronized (this) {
      Looks current = looks.get(account);
      if (current != null) {
        current.nextCallers++;
        joined = current.next;
        mine = current;
      } else {
        mine = new Looks();
        looks.put(account, mine);
      }
    }
    if (joined != null) {
      return await(joined);
    }
    lookUntilNobodyWaits(account, mine);
    return await(mine.running);
  }

  private void lookUntilNobodyWaits(UUID account, Looks mine) {
    look(account, mine.running);
    // Those who came meanwhile get one look of their own, made by another thread: this caller has
    // its answer.
    synchronized (this) {
      if (mine.nextCallers == 0) {
        looks.remove(account);
        return;
      }
    }
    Thread.startVirtualThread(() -> lookForTheNext(account, mine));
  }

  private void lookForTheNext(UUID account, Looks mine) {
    boolean more = true;
    while (more) {
      CompletableFuture<Placement> running;
      synchronized (this) {
        running = mine.next;
        mine.next = new CompletableFuture<>();
        mine.nextCallers = 0;
      }
      look(account, running);
      synchronized (this) {
        more = mine.nextCallers > 0;
        if (!more) {
          looks.remove(account);
        }
      }
    }
  }

  private void look(UUID account, CompletableFuture<Placement> answer) {
    try {
      answer.complete(catalog.find(account));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private Placement await(CompletableFuture<Placement> look) {
    try {
      return look.get(patience.get().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CatalogUnavailableException("no answer within the caller's time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CatalogUnavailableException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a look fails with what the catalog throws", e);
    }
  }

  @Override
  public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
    return catalog.compareAndSet(account, expectedEpoch, change);
  }
}
