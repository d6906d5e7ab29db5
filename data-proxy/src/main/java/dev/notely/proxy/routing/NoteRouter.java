package dev.notely.proxy.routing;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.runtime.overload.RetryBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a user's operation to the home of its account, whatever the account is doing. The plain
 * path (placement known, plain answer) runs through on the event loop; everything else goes on,
 * with what is known so far, as plain blocking code on a thread of its own.
 */
public final class NoteRouter implements AsyncRoute {
  /** A write waits so long for a cut-over before it aborts it. */
  static final Duration CUT_OVER_BOUND = Duration.ofMillis(500);

  private static final int MAX_FAILURES = 4;
  private static final int MAX_DETOURS = 40;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final PlacementCache cache;
  private final PlacementCatalog catalog;
  private final NoteStores stores;
  private final Function<String, RecordStore> recordStores;
  private final Waiting waiting;
  private final Executor slowLane;
  private final RouteObserver observer;
  private final AfterAnswer after;
  private final RetryBudget budget;

  /**
   * Routes over the given ports.
   *
   * @param catalog the catalog itself: provisional reads are validated with it, never with the
   *     cache
   * @param slowLane runs blocking code with the caller's context; rejects when it is full
   * @param after is told of each answer once it has gone out
   * @param budget of sending again what a store did not answer, of the process
   */
  public NoteRouter(
      PlacementCache cache,
      PlacementCatalog catalog,
      NoteStores stores,
      Function<String, RecordStore> recordStores,
      Waiting waiting,
      Executor slowLane,
      RouteObserver observer,
      AfterAnswer after,
      RetryBudget budget) {
    this.cache = cache;
    this.catalog = catalog;
    this.stores = stores;
    this.recordStores = recordStores;
    this.waiting = waiting;
    this.slowLane = slowLane;
    this.observer = observer;
    this.after = after;
    this.budget = budget;
  }

  /** On the event loop where nothing was in the way. */
  @Override
  public void route(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    budget.request();
    Optional<Placement> known = cache.cached(call.account());
    if (known.isEmpty()) {
      detour(call, () -> new Journey(call, deadline, cache.get(call.account()), 0), null, done);
      return;
    }
    Placement proof = known.get();
    observer.sending(proof, 0);
    stores.callAsync(
        proof,
        call,
        (reply, failure) -> {
          if (reply != null && RoutePlanner.plan(proof, reply) == NextStep.ANSWER) {
            done.accept(reply, null);
            after.answered(proof, call, reply);
          } else if (reply != null
              || (failure instanceof StoreUnavailableException && budget.retry())) {
            detour(call, () -> new Journey(call, deadline, proof, 1), reply, done);
          } else {
            done.accept(null, failure);
          }
        });
  }

  private void detour(
      NoteCall call,
      Supplier<Journey> start,
      @Nullable NoteReply first,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    Runnable work =
        () -> {
          Journey journey;
          NoteReply reply;
          try {
            journey = start.get();
            reply = journey.from(first);
          } catch (RuntimeException e) {
            done.accept(null, e);
            return;
          }
          done.accept(reply, null);
          after.answered(journey.proof, call, reply);
        };
    try {
      slowLane.execute(work);
    } catch (RejectedExecutionException e) {
      done.accept(null, e); // full: the caller hears of it at once
    }
  }

  /**
   * Blocks for the answer.
   *
   * @throws RouteFailedException past the deadline or a bound
   * @throws StoreUnavailableException if the home does not answer
   * @throws CatalogUnavailableException if the catalog is needed and does not answer
   */
  public NoteReply route(NoteCall call, Instant deadline) {
    budget.request();
    Journey journey = new Journey(call, deadline, cache.get(call.account()), 0);
    NoteReply reply = journey.from(null);
    after.answered(journey.proof, call, reply);
    return reply;
  }

  /** One operation that takes more than one call. */
  private final class Journey {
    private final NoteCall call;
    private final Instant deadline;
    private Placement proof;
    private @Nullable Instant sealedSince;
    private int failures;
    private int sent;

    Journey(NoteCall call, Instant deadline, Placement proof, int sent) {
      this.call = call;
      this.deadline = deadline;
      this.proof = proof;
      this.sent = sent;
    }

    NoteReply from(@Nullable NoteReply first) {
      NoteReply reply = first;
      for (int detours = 0; detours < MAX_DETOURS; detours++) {
        if (reply == null) {
          reply = send();
        }
        NextStep step = RoutePlanner.plan(proof, reply);
        if (step != NextStep.ANSWER) {
          observer.detour(proof, step.name());
        }
        switch (step) {
          case ANSWER -> {
            return reply;
          }
          case VALIDATE -> {
            if (stillValid()) {
              return reply;
            }
          }
          case REFRESH -> refresh();
          case WAIT -> waitForCutOver();
          case ADMIT -> admit();
          case FAIL ->
              throw new RouteFailedException(proof.home() + " refused: " + reply.refusal());
        }
        reply = null;
      }
      throw new RouteFailedException("no answer after " + MAX_DETOURS + " attempts");
    }

    private NoteReply send() {
      while (true) {
        if (!waiting.now().isBefore(deadline)) {
          throw new RouteFailedException("deadline passed");
        }
        observer.sending(proof, sent++);
        try {
          return stores.call(proof, call);
        } catch (StoreUnavailableException e) {
          // Sent again with the same key: the request log of the home makes a write of several
          // attempts one.
          if (++failures >= MAX_FAILURES || !budget.retry()) {
            throw e;
          }
          waiting.pause(PAUSE.multipliedBy(failures));
          proof = newestKnown();
        }
      }
    }

    private Placement newestKnown() {
      try {
        return cache.refresh(call.account());
      } catch (CatalogUnavailableException e) {
        return cache.cached(call.account()).orElse(proof);
      }
    }

    /**
     * Asked after the store answered: if no commit has happened by now, none had happened when the
     * value was read.
     */
    private boolean stillValid() {
      Placement now = catalog.find(call.account());
      cache.learn(now);
      boolean valid = now.epoch() == proof.epoch();
      proof = now;
      return valid;
    }

    private void refresh() {
      Placement now = cache.refresh(call.account());
      if (now.epoch() <= proof.epoch()) {
        waiting.pause(PAUSE); // the store knows of an epoch that the catalog has not shown us yet
      }
      proof = now;
    }

    private void waitForCutOver() {
      Instant now = waiting.now();
      if (sealedSince == null) {
        sealedSince = now;
      }
      Duration left = Duration.between(now, min(sealedSince.plus(CUT_OVER_BOUND), deadline));
      Optional<Placement> newer =
          left.isPositive() ? waiting.awaitNewer(proof, left) : Optional.empty();
      if (newer.isPresent()) {
        proof = newer.get();
        return;
      }
      Placement looked = cache.refresh(call.account());
      if (looked.epoch() == proof.epoch() && looked.phase().isMoving()) {
        looked =
            catalog
                .compareAndSet(call.account(), looked.epoch(), new PlacementChange.Abort())
                .placement();
        cache.learn(looked);
      }
      proof = looked;
      sealedSince = null;
    }

    private void admit() {
      recordStores.apply(proof.home()).admit(proof);
      Placement admitted =
          catalog
              .compareAndSet(call.account(), proof.epoch(), new PlacementChange.Admit())
              .placement();
      cache.learn(admitted);
      proof = admitted;
    }
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
