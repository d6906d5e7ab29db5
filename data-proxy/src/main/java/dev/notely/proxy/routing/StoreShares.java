package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what users have under way at each store, so that one that stalls takes no places from
 * users of others. What is above is refused at once. An operation of an overlaid account counts at
 * both of its stores.
 */
public final class StoreShares implements AsyncRoute {
  private final AsyncRoute route;
  private final PlacementCache cache;
  private final Executor slowLane;
  private final LongSupplier nanoTime;
  private final Map<String, StoreShare> shares = new ConcurrentHashMap<>();
  private final LongAdder refused = new LongAdder();

  /**
   * In front of a route.
   *
   * @param slowLane looks up placements that are not known, with the caller's context; rejects when
   *     it is full
   */
  public StoreShares(
      AsyncRoute route, PlacementCache cache, Executor slowLane, LongSupplier nanoTime) {
    this.route = route;
    this.cache = cache;
    this.slowLane = slowLane;
    this.nanoTime = nanoTime;
  }

  @Override
  public void route(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    Placement known = cache.cached(call.account()).orElse(null);
    if (known != null) {
      route(known, call, deadline, done);
      return;
    }
    try {
      slowLane.execute(() -> {
        Placement found;
        try {
          found = cache.get(call.account());
        } catch (RuntimeException e) {
          done.accept(null, e);
          return;
        }
        route(found, call, deadline, done);
      });
    } catch (RejectedExecutionException e) {
      done.accept(null, e);
    }
  }

  /** Operations that were refused since the start. */
  public long refused() {
    return refused.sum();
  }

  private void route(
      Placement placement,
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    Visit visit = new Visit(done);
    for (String store : stores(placement)) {
      if (!visit.enters(share(store))) {
        refused.increment();
        visit.accept(null, new StoreBusyException(store));
        return;
      }
    }
    try {
      route.route(call, deadline, visit);
    } catch (RuntimeException e) {
      visit.accept(null, e);
    }
  }

  private static List<String> stores(Placement placement) {
    return placement.phase() == Phase.OVERLAID
        ? List.of(placement.home(), placement.second())
        : List.of(placement.home());
  }

  private StoreShare share(String store) {
    StoreShare known = shares.get(store);
    return known == null
        ? shares.computeIfAbsent(store, _ -> new StoreShare(nanoTime.getAsLong()))
        : known;
  }

  /** An operation under way, at one store or two. */
  private final class Visit implements BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> {
    private final BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable StoreShare first;
    private @Nullable StoreShare second;
    private long firstPlace;
    private long secondPlace;

    Visit(BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      this.done = done;
    }

    boolean enters(StoreShare share) {
      long place = share.enter(nanoTime.getAsLong());
      if (place == StoreShare.REFUSED) {
        return false;
      }
      if (first == null) {
        first = share;
        firstPlace = place;
      } else {
        second = share;
        secondPlace = place;
      }
      return true;
    }

    @Override
    public void accept(@Nullable NoteReply reply, @Nullable RuntimeException failure) {
      if (ended.compareAndSet(false, true)) {
        leave(first, firstPlace, reply != null);
        leave(second, secondPlace, reply != null);
        done.accept(reply, failure);
      }
    }

    private void leave(@Nullable StoreShare share, long place, boolean answered) {
      if (share != null) {
        share.leave(place, answered, nanoTime.getAsLong());
      }
    }
  }
}
