package dev.notely.proxy.migration;

import dev.notely.proxy.migration.UnexpectedRows.Found;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.MoveQueue.Chore;
import dev.notely.proxy.store.MoveQueue.Work;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of one account once: the hand-off as far as it comes, then the chores. Has no
 * thread and no memory of its own, so that whoever drives it decides when to try again.
 */
public final class MoveWorker {
  private static final Logger LOG = LoggerFactory.getLogger(MoveWorker.class);

  private final HandOff handOff;
  private final Chores chores;
  private final MoveQueue queue;
  private final Pace pace;
  private final HandOffListener listener;
  private final UnexpectedRows unexpected;

  /** Works over the given ports; time and observers are the caller's. */
  public MoveWorker(
      PlacementCatalog catalog,
      MoveQueue queue,
      Function<String, RecordStore> stores,
      Pace pace,
      HandOffListener listener,
      UnexpectedRows unexpected,
      CopyCheck check) {
    this.handOff = new HandOff(catalog, queue, stores, pace, listener, check);
    this.queue = queue;
    this.pace = pace;
    this.chores = new Chores(queue, stores, pace, listener);
    this.listener = listener;
    this.unexpected = unexpected;
  }

  /**
   * True if all went well; false: something is in the way, try again later with the work as it is
   * then.
   */
  public boolean attempt(Work work) {
    return attempt(work, MovePermit.of(work, () -> 1, Brake.NONE, pace));
  }

  /** As {@link #attempt(Work)}, as long as the permit lasts. */
  public boolean attempt(Work work, MovePermit permit) {
    return work.placement().phase().hasSecond()
        ? listener.aroundMove(work.placement(), () -> attempted(work, permit))
        : attempted(work, permit);
  }

  private boolean attempted(Work work, MovePermit permit) {
    try {
      if (work.placement().phase().isRevocable() && setAside(work.placement())) {
        return true;
      }
      if (work.placement().phase().hasSecond()) {
        log(handOff.advance(work.placement(), permit));
      }
      for (Chore chore : work.chores()) {
        chores.carryOut(chore);
        permit.rest(Lane.PURGE);
      }
      return true;
    } catch (MoveFailedException e) {
      return e.isFinding() ? cancelled(work, e) : failed(work, e);
    } catch (UnusableRecordException e) {
      return unusable(work, e);
    } catch (StoreUnavailableException
        | CatalogUnavailableException
        | RecordStore.RefusedException e) {
      return failed(work, e);
    }
  }

  private static void log(Placement placement) {
    LOG.atInfo()
        .addKeyValue("account", placement.account())
        .addKeyValue("home", placement.home())
        .addKeyValue("epoch", placement.epoch())
        .addKeyValue("phase", placement.phase())
        .log("move advanced");
  }

  private boolean failed(Work work, RuntimeException reason) {
    listener.failed(work.placement(), String.valueOf(reason.getMessage()));
    LOG.atWarn()
        .addKeyValue("account", work.placement().account())
        .addKeyValue("epoch", work.placement().epoch())
        .addKeyValue("reason", reason.getMessage())
        .log("move will be tried again");
    if (work.placement().migration() != 0) {
      tell(work.placement(), String.valueOf(reason.getMessage()));
    }
    return false;
  }

  private void tell(Placement placement, String reason) {
    try {
      queue.failed(placement, reason);
    } catch (CatalogUnavailableException e) {
      LOG.debug("a failure could not be told; the next one is told again", e);
    }
  }

  /** Looks for rows that are no records; true if the account does not move because of them. */
  private boolean setAside(Placement moving) {
    return switch (unexpected.before(moving)) {
      case Found.Nothing _ -> false;
      case Found.LeaveBehind(String reason, String evidence) -> {
        // Lost where the copy is complete: then it was told when it began.
        var _ = queue.mark(moving, MoveQueue.Step.LEFT_BEHIND, reason, evidence);
        yield false;
      }
      case Found.SetAside(String reason, String evidence) -> {
        LOG.atWarn()
            .addKeyValue("account", moving.account())
            .addKeyValue("reason", reason)
            .log("the account is set aside");
        var _ = queue.mark(moving, MoveQueue.Step.QUARANTINE, reason, evidence);
        yield true;
      }
    };
  }

  /**
   * One record is in the way, and will be however often it is tried. Alone in its account: others
   * go on. On its way back an account cannot be set aside, so its migration is held.
   */
  private boolean unusable(Work work, UnusableRecordException found) {
    listener.failed(work.placement(), String.valueOf(found.getMessage()));
    LOG.atError()
        .addKeyValue("account", work.placement().account())
        .addKeyValue("record", found.record())
        .addKeyValue("reason", found.reason())
        .log("a record cannot be moved: the account stays at its home");
    String reason = String.valueOf(found.getMessage());
    try {
      long migration = work.placement().migration();
      if (migration == 0) {
        return handOff.cancel(work.placement().account()).phase() == Phase.SETTLED;
      }
      if (!beforeCommit(work.placement())) {
        queue.finding(migration, work.placement().account(), reason, "");
        return false;
      }
      String evidence = unexpected.evidence(work.placement(), found);
      return quarantined(work, reason, evidence);
    } catch (CatalogUnavailableException | StoreUnavailableException e) {
      return failed(work, e);
    }
  }

  /** A lazy move commits before it has read a record: then the account cannot stay at home. */
  private boolean beforeCommit(Placement placement) {
    return switch (placement.phase()) {
      case SWITCHING -> handOff.look(placement.account()).phase().isRevocable();
      case MOVING -> true;
      case NEW, SETTLED, MOVED, KEPT, RETURNING, OVERLAID -> false;
    };
  }

  /** The account stays where it is served. */
  private boolean quarantined(Work work, String reason, String evidence) {
    // At the epoch that the abort of the cut-over has left.
    Placement now = handOff.look(work.placement().account());
    return queue.mark(now, MoveQueue.Step.QUARANTINE, reason, evidence).won();
  }

  /**
   * A copy that is wrong stays wrong however often it is tried: the account stays at home, and
   * somebody must look.
   */
  private boolean cancelled(Work work, MoveFailedException finding) {
    listener.failed(work.placement(), String.valueOf(finding.getMessage()));
    LOG.atError()
        .addKeyValue("account", work.placement().account())
        .addKeyValue("finding", finding.getMessage())
        .log("the copy is wrong: the account stays at its home, its move is cancelled");
    try {
      long migration = work.placement().migration();
      if (migration != 0) {
        String reason = String.valueOf(finding.getMessage());
        boolean done = quarantined(work, reason, "");
        queue.finding(migration, work.placement().account(), reason, "");
        return done;
      }
      return handOff.cancel(work.placement().account()).phase() == Phase.SETTLED;
    } catch (CatalogUnavailableException | MigrationRefusedException e) {
      // Refused: the migration is held already, or has ended since.
      return false;
    }
  }
}
