package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.Ready;
import dev.notely.proxy.store.RecordStore.Reply;
import dev.notely.proxy.store.RecordStore.SealReply;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/**
 * Moves one account from its home to its second store: the steps of docs/handoff.md, one method
 * each; those of strategy LAZY are in {@link LazyHandOff}. Every step is idempotent, and each is
 * refused by a store or by the catalog where it comes too late: so any number of engines may do
 * this at once, die anywhere, and begin anywhere. Epochs come from the catalog only.
 */
public final class HandOff {
  private static final Duration CUT_OVER_BOUND = Duration.ofMillis(500);
  private static final int SMALL_LAG = 100;
  private static final int MAX_ROUNDS = 50;
  private static final Duration PURGE_PAUSE = Duration.ofMillis(50);
  private static final int MAX_PURGE_PAUSES = 1_200;

  private final PlacementCatalog catalog;
  private final MoveQueue queue;
  private final Function<String, RecordStore> stores;
  private final Pace pace;
  private final HandOffListener listener;
  private final CopyCheck check;
  private final LazyHandOff lazy;

  public HandOff(
      PlacementCatalog catalog,
      MoveQueue queue,
      Function<String, RecordStore> stores,
      Pace pace,
      HandOffListener listener,
      CopyCheck check) {
    this.catalog = catalog;
    this.queue = queue;
    this.stores = stores;
    this.pace = pace;
    this.listener = listener;
    this.check = check;
    this.lazy = new LazyHandOff(catalog, stores, listener);
  }

  /**
   * Does what the placement asks for until the account is settled, the attempt has failed, or
   * somebody else has changed the placement in a way that this attempt does not follow.
   *
   * @return the placement as it is in the end
   * @throws MoveFailedException if a step was refused: call again later
   * @throws StoreUnavailableException if a store did not answer: call again later
   * @throws CatalogUnavailableException if the catalog did not answer: call again later
   */
  public Placement advance(Placement placement, MovePermit permit) {
    return switch (placement.phase()) {
      case MOVING, RETURNING -> finish(copyAndCutOver(placement, permit), permit);
      case SWITCHING -> finish(switchOver(placement), permit);
      case OVERLAID, MOVED, KEPT -> finish(placement, permit);
      case NEW, SETTLED -> placement;
    };
  }

  private Placement finish(Placement placement, MovePermit permit) {
    return switch (placement.phase()) {
      case OVERLAID ->
          permit.keepsOverlay()
              ? lazy.open(placement)
              : finish(lazy.drain(placement, permit), permit);
      case MOVED -> settle(close(placement));
      case KEPT -> close(placement); // the migration keeps the former home as a copy
      case NEW, SETTLED, MOVING, RETURNING, SWITCHING -> placement;
    };
  }

  /**
   * Ends a move that has not been committed: the home stays, the copy goes. Of a committed one:
   * nothing.
   */
  public Placement cancel(UUID account) {
    Placement placement = catalog.find(account);
    return placement.phase().isRevocable() ? settle(placement) : placement;
  }

  /** The placement as the catalog has it. */
  Placement look(UUID account) {
    return catalog.find(account);
  }

  // ---- copy

  private Placement copyAndCutOver(Placement placement, MovePermit permit) {
    RecordStore source = stores.apply(placement.home());
    RecordStore target = stores.apply(placement.second());
    Reply exporting =
        step(HandOffStep.BEGIN_EXPORT, placement, () -> source.beginExport(placement));
    if (exporting.refusal() == Refusal.SEALED_ROW) {
      return abandonedCutOver(placement);
    }
    long keepFrom = require(exporting, source).keepFrom().orElseThrow();
    if (placement.phase() == Phase.RETURNING) {
      // Sealed still, where whoever committed ended before its close, and nobody has followed yet.
      step(HandOffStep.CLOSE, placement, () -> require(target.close(placement), target));
    }
    // After the export began, never before: what is deleted from here on leaves a trace.
    OwnershipRow copy =
        step(HandOffStep.BEGIN_IMPORT, placement, () -> beginImport(placement, target, keepFrom));
    if (copy.state() == State.READY) {
      return abandonedCutOver(placement);
    }
    permit.rest(); // what was left sealed is open again: from here on, only bulk work
    long records = 0;
    try (RecordStore.Import line = target.openImport(placement)) {
      if (!copy.scanned()) {
        OwnershipRow unscanned = copy;
        records +=
            step(
                HandOffStep.SCAN,
                placement,
                () -> Backfill.scan(source, placement, unscanned.scanPosition(), line, permit));
      }
      // What happens to a file behind its store's back is not in the digests that are kept, which
      // are all that the cut-over compares: it must be found while the home has it right.
      step(HandOffStep.CHECK, placement, () -> check.damage(placement, permit))
          .ifPresent(damage -> {
            throw new MoveFailedException(damage, true);
          });
      if (placement.migration() != 0) {
        // Lost where it was told before: by an attempt that ended later than here.
        var _ = queue.mark(placement, MoveQueue.Step.COPIED, "", "");
      }
      Backfill.Progress caughtUp =
          step(
              HandOffStep.CHANGES,
              placement,
              () -> catchUp(placement, source, target, line, permit));
      records += caughtUp.records();
      Placement seen = step(HandOffStep.LOOK, placement, () -> lookBeforeSeal(placement));
      if (seen.epoch() != placement.epoch() || seen.phase() != placement.phase()) {
        return seen;
      }
      return cutOver(placement, source, line, caughtUp.watermark(), records);
    }
  }

  /**
   * The catalog answers and still asks for this move: a cut-over that cannot commit should not
   * begin, nor one of a migration that was told to stand still.
   */
  private Placement lookBeforeSeal(Placement placement) {
    if (placement.migration() == 0) {
      return catalog.find(placement.account());
    }
    MoveQueue.Marked marked = queue.mark(placement, MoveQueue.Step.SEALING, "", "");
    if (!marked.won() && marked.placement().epoch() == placement.epoch()) {
      throw new MoveFailedException("its migration stands still", false);
    }
    return marked.placement();
  }

  private OwnershipRow beginImport(Placement placement, RecordStore target, long keepFrom) {
    for (int i = 0; i < MAX_PURGE_PAUSES; i++) {
      Reply reply = target.beginImport(placement, keepFrom);
      if (reply.refusal() != Refusal.PURGING) {
        return require(reply, target);
      }
      pace.pause(PURGE_PAUSE);
    }
    throw new MoveFailedException(target.name() + " is still removing an older copy", false);
  }

  private Backfill.Progress catchUp(
      Placement placement,
      RecordStore source,
      RecordStore target,
      RecordStore.Import line,
      MovePermit permit) {
    long records = 0;
    long watermark =
        target
            .describe(placement.account())
            .watermark()
            .orElseThrow(() -> new MoveFailedException("somebody else began the copy anew", false));
    long before = Long.MAX_VALUE;
    Runnable rest = permit::rest;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Backfill.Progress progress =
          Backfill.changes(source, placement, watermark, line, permit, rest);
      records += progress.records();
      watermark = progress.watermark();
      if (progress.records() <= SMALL_LAG) {
        break;
      }
      if (progress.records() > before / 2) {
        rest = permit::hurry; // users write as fast as it follows: rests would be without end
      }
      before = progress.records();
      rest.run();
    }
    return new Backfill.Progress(records, watermark);
  }

  // ---- cut-over: a bounded attempt that falls back by itself

  private Placement cutOver(
      Placement placement,
      RecordStore source,
      RecordStore.Import line,
      long watermark,
      long copied) {
    Instant began = pace.now();
    long records = copied;
    try {
      SealReply sealed = step(HandOffStep.SEAL, placement, () -> source.seal(placement, watermark));
      requireSealed(sealed.refusal(), source);
      RecordBatch last = sealed.changes();
      if (last == null) {
        throw new MoveFailedException(source.name() + " sealed without its changes", false);
      }
      records += last.records();
      step(
          HandOffStep.READY,
          placement,
          () -> {
            makeReady(placement, source, line, sealed, last);
            return true;
          });
    } catch (RuntimeException e) {
      // Whatever it was, writes are waiting: the home gets them back.
      giveBack(placement, began);
      throw e;
    }
    return commit(placement, began, records);
  }

  /** Strategy lazy: nothing is copied, so nothing needs to be ready but an empty target. */
  private Placement switchOver(Placement placement) {
    RecordStore source = stores.apply(placement.home());
    RecordStore target = stores.apply(placement.second());
    OwnershipRow home = source.describe(placement.account());
    if (home.state() == State.SEALED && home.epoch() == placement.epoch()) {
      return abandonedCutOver(placement);
    }
    // From no seq on is an old copy of use: whatever the target has is removed.
    OwnershipRow copy =
        step(
            HandOffStep.BEGIN_IMPORT,
            placement,
            () -> beginImport(placement, target, Long.MAX_VALUE));
    if (copy.state() != State.IMPORTING || copy.scanned()) {
      throw new MoveFailedException(target.name() + " is not empty: " + copy.state(), false);
    }
    Placement seen = step(HandOffStep.LOOK, placement, () -> lookBeforeSeal(placement));
    if (seen.epoch() != placement.epoch() || seen.phase() != placement.phase()) {
      return seen;
    }
    Instant began = pace.now();
    try {
      SealReply sealed =
          step(HandOffStep.SEAL, placement, () -> source.seal(placement, home.lastSeq()));
      requireSealed(sealed.refusal(), source);
    } catch (RuntimeException e) {
      giveBack(placement, began);
      throw e;
    }
    return commit(placement, began, 0);
  }

  private static void requireSealed(Refusal refusal, RecordStore source) {
    if (refusal != Refusal.NONE) {
      throw new MoveFailedException(source.name() + " refused to seal: " + refusal, false);
    }
  }

  private Placement commit(Placement placement, Instant began, long records) {
    Duration pause = sinceThen(began);
    if (pause.compareTo(CUT_OVER_BOUND) > 0) {
      giveBack(placement, began);
      throw new MoveFailedException(
          "the cut-over took " + pause.toMillis() + " ms and was aborted", false);
    }
    PlacementChange commit = new PlacementChange.Commit(records, pause.toNanos() / 1_000);
    Placement after =
        step(
            HandOffStep.COMMIT,
            placement,
            () ->
                catalog.compareAndSet(placement.account(), placement.epoch(), commit).placement());
    listener.cutOver(placement, sinceThen(began), after.home().equals(placement.second()));
    return after;
  }

  private void giveBack(Placement placement, Instant began) {
    abort(placement);
    listener.cutOver(placement, sinceThen(began), false);
  }

  private Duration sinceThen(Instant began) {
    return Duration.between(began, pace.now());
  }

  private void makeReady(
      Placement placement,
      RecordStore source,
      RecordStore.Import line,
      SealReply sealed,
      RecordBatch first) {
    Ready ready = new Ready(sealed.row().lastSeq(), sealed.row().digest(), sealed.row().notes());
    RecordBatch last = first;
    if (!sealed.complete()) {
      Backfill.apply(line, first);
      last = Backfill.allButLast(source, placement, first.toSeq(), line);
    }
    Reply reply = line.apply(last, ready);
    boolean isReady =
        reply.done() || (reply.refusal() == Refusal.COMPLETE && reply.row().state() == State.READY);
    if (!isReady) {
      throw new MoveFailedException(
          "the copy of " + placement.account() + " is not what was sealed: " + reply.refusal(),
          reply.refusal() == Refusal.MISMATCH);
    }
  }

  /**
   * A cut-over that another engine began and did not end: its seal may be old, so it is not worth
   * finishing.
   */
  private Placement abandonedCutOver(Placement placement) {
    abort(placement);
    throw new MoveFailedException("a cut-over that was left was aborted", false);
  }

  /**
   * Gives the account back to its home. If the catalog is away, the next write or engine does it.
   */
  private void abort(Placement placement) {
    try {
      catalog.compareAndSet(placement.account(), placement.epoch(), new PlacementChange.Abort());
    } catch (CatalogUnavailableException e) {
      // Nothing is lost: the row stays sealed until anyone's abort, and whoever waits for it makes
      // one.
    }
  }

  // ---- the end

  private Placement close(Placement placement) {
    RecordStore former = stores.apply(placement.second());
    step(HandOffStep.CLOSE, placement, () -> require(former.close(placement), former));
    return placement;
  }

  private Placement settle(Placement placement) {
    return step(
        HandOffStep.SETTLE,
        placement,
        () ->
            catalog
                .compareAndSet(placement.account(), placement.epoch(), new PlacementChange.Settle())
                .placement());
  }

  private <R> R step(HandOffStep step, Placement placement, java.util.function.Supplier<R> work) {
    return listener.around(step, placement, work);
  }

  static OwnershipRow require(Reply reply, RecordStore store) {
    if (!reply.done()) {
      throw new MoveFailedException(store.name() + " refused: " + reply.refusal(), false);
    }
    return reply.row();
  }
}
