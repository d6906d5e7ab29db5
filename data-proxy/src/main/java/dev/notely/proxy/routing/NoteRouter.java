package dev.notely.proxy.routing;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.ListCall;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
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

  /** Somebody else here opens the account: so long for its request log to be carried over. */
  private static final Duration OPENING_PAUSE = Duration.ofMillis(50);

  private static final int MAX_LOOKS = 100;
  private static final int LONG_LOOK = 10_000; // the most a store gives at once

  private final PlacementCache cache;
  private final PlacementCatalog catalog;
  private final NoteStores stores;
  private final Function<String, RecordStore> recordStores;
  private final Waiting waiting;
  private final Executor slowLane;
  private final RouteObserver observer;
  private final AfterAnswer after;
  private final RetryBudget budget;
  private final Openings openings;

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
    this.openings = new Openings(recordStores);
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
      detour(() -> new Journey(call, deadline, cache.get(call.account()), 0), null, done);
      return;
    }
    Placement proof = known.get();
    if (proof.phase() == Phase.OVERLAID && call instanceof ListCall) {
      detour(() -> new Journey(call, deadline, proof, 0), null, done);
      return;
    }
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
            detour(() -> new Journey(call, deadline, proof, 1), reply, done);
          } else {
            done.accept(null, failure);
          }
        });
  }

  private void detour(
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
          journey.tell(reply);
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
    journey.tell(reply);
    return reply;
  }

  /** What the former home of an overlaid account has of a note. */
  private record Touched(Placement overlaid, CommittedRecord former) {}

  /** One operation that takes more than one call. */
  private final class Journey {
    private final NoteCall call;
    private final Instant deadline;
    private Placement proof;
    private @Nullable Instant sealedSince;
    private @Nullable Touched touched;
    private int failures;
    private int sent;

    Journey(NoteCall call, Instant deadline, Placement proof, int sent) {
      this.call = call;
      this.deadline = deadline;
      this.proof = proof;
      this.sent = sent;
    }

    /** The user has the answer. */
    void tell(NoteReply reply) {
      after.answered(proof, call, reply);
      if (touched != null) {
        after.touched(touched.overlaid(), call, touched.former());
      }
    }

    NoteReply from(@Nullable NoteReply first) {
      NoteReply reply = first;
      for (int detours = 0; detours < MAX_DETOURS; detours++) {
        if (reply == null) {
          reply = begin();
        }
        if (reply != null) {
          NextStep step = RoutePlanner.plan(proof, reply);
          if (step == NextStep.ANSWER) {
            return reply;
          }
          observer.detour(proof, step.name());
          if (step == NextStep.VALIDATE && stillValid()) {
            return reply;
          }
          reply = follow(step, reply);
        }
      }
      throw new RouteFailedException("no answer after " + MAX_DETOURS + " attempts");
    }

    /** From the start, with the placement that is known now; null: to be begun anew. */
    private @Nullable NoteReply begin() {
      return proof.phase() == Phase.OVERLAID && call instanceof ListCall list
          ? listBoth(list)
          : attempt(() -> stores.call(proof, call));
    }

    /** What comes of a reply that is no answer: another reply, or null: to be begun anew. */
    private @Nullable NoteReply follow(NextStep step, NoteReply reply) {
      switch (step) {
        case REFRESH -> refresh();
        case WAIT -> waitForCutOver();
        case ADMIT -> admit();
        case OPEN -> open();
        case ASK_FALLBACK -> {
          return askFallback();
        }
        case FAIL -> throw refused(proof.home(), reply);
        case ANSWER, VALIDATE -> {} // it was one, of an epoch that has passed
      }
      return null;
    }

    /** Null if the store did not answer: to be begun anew, with what is known then. */
    private @Nullable NoteReply attempt(Supplier<NoteReply> asked) {
      if (!waiting.now().isBefore(deadline)) {
        throw RouteFailedException.late("deadline passed");
      }
      observer.sending(proof, sent++);
      try {
        return asked.get();
      } catch (StoreUnavailableException e) {
        // Sent again with the same key: the request log of the home makes a write of several
        // attempts one.
        again(e);
        return null;
      }
    }

    private void again(StoreUnavailableException e) {
      if (++failures >= MAX_FAILURES || !budget.retry()) {
        throw e;
      }
      waiting.pause(PAUSE.multipliedBy(failures));
      proof = newestKnown();
    }

    /** One note of an overlaid account, of which the home has neither record nor tombstone. */
    private @Nullable NoteReply askFallback() {
      NoteReply former = attempt(() -> stores.fallback(proof, call));
      if (former == null || !isTold(former)) {
        return null;
      }
      Optional<CommittedRecord> record = former.aside().former();
      touched = record.map(has -> new Touched(proof, has)).orElse(null);
      if (record.isPresent() && !call.isWrite()) {
        return former;
      }
      // Also where it has none: the record may have moved between the two looks.
      return attempt(() -> stores.call(proof, call, record));
    }

    /**
     * A page of an overlaid account: the former home first, then the home. What one look saw was so
     * when the home answered; two looks could see what never was at one time. Where one of the
     * page's size is not enough it is begun anew with a long one, and only then continued.
     */
    private @Nullable NoteReply listBoth(ListCall list) {
      ListMerge page = new ListMerge(list.limit());
      ListCall rest = list;
      for (int looks = 0; looks < MAX_LOOKS; looks++) {
        ListCall part = rest;
        NoteReply former = attempt(() -> stores.fallback(proof, part));
        if (former == null || !isTold(former)) {
          return null;
        }
        NoteReply home = attempt(() -> stores.call(proof, part));
        if (home == null || home.refusal() != Refusal.NONE) {
          return home;
        }
        page.add(ListMerge.part(former), ListMerge.part(home));
        if (page.isComplete()) {
          return new NoteReply(
              Refusal.NONE,
              home.rowEpoch(),
              home.provisional(),
              list.answer(page.ids(), page.more()));
        }
        // Much of it is deleted: the rest of the page may be far away.
        boolean anew = part.limit() < LONG_LOOK;
        page = anew ? new ListMerge(list.limit()) : page;
        rest = list.from(anew ? list.after() : page.reach(), LONG_LOOK);
      }
      throw new RouteFailedException("no page after " + MAX_LOOKS + " looks");
    }

    /** True if the former home has answered; else what was in the way is so no longer. */
    private boolean isTold(NoteReply former) {
      NextStep step = RoutePlanner.planFallback(former);
      if (step == NextStep.ANSWER) {
        return true;
      }
      observer.detour(proof, step.name());
      if (step == NextStep.FAIL) {
        throw refused(proof.second(), former);
      }
      var _ = follow(step, former);
      return false;
    }

    private static RouteFailedException refused(String store, NoteReply reply) {
      return new RouteFailedException(store + " refused: " + reply.refusal());
    }

    private void open() {
      try {
        switch (openings.open(proof)) {
          case OPENED -> {}
          case REFUSED -> refresh();
          case UNDER_WAY -> waiting.pause(OPENING_PAUSE);
        }
      } catch (StoreUnavailableException e) {
        again(e);
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
      Instant bound = sealedSince.plus(CUT_OVER_BOUND);
      Duration left = Duration.between(now, bound.isBefore(deadline) ? bound : deadline);
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
}
