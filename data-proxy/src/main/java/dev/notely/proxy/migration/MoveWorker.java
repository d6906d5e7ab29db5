package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.MoveQueue.Work;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
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

  /** Works over the given ports; time and observers are the caller's. */
  public MoveWorker(
      PlacementCatalog catalog,
      MoveQueue queue,
      Function<String, RecordStore> stores,
      Pace pace,
      HandOffListener listener) {
    this.handOff = new HandOff(catalog, queue, stores, pace, listener);
    this.queue = queue;
    this.pace = pace;
    this.chores = new Chores(queue, stores, pace, listener);
    this.listener = listener;
  }

  /**
   * True if all went well; false: something is in the way, try again later with the work as it is
   * then.
   */
  public boolean attempt(Work work) {
    return attempt(work, new MovePermit(work.recordsPerSecond(), pace));
  }

  /** As {@link #attempt(Work)}, as long as the permit lasts. */
  boolean attempt(Work work, MovePermit permit) {
    try {
      if (work.placement().phase().hasSecond()) {
        log(listener.aroundMove(work.placement(), () -> handOff.advance(work.placement(), permit)));
      }
      work.chores().forEach(chores::carryOut);
      return true;
    } catch (MoveFailedException e) {
      return e.isFinding() ? cancelled(work, e) : failed(work, e);
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

  private static boolean failed(Work work, RuntimeException reason) {
    LOG.atWarn()
        .addKeyValue("account", work.placement().account())
        .addKeyValue("epoch", work.placement().epoch())
        .addKeyValue("reason", reason.getMessage())
        .log("move will be tried again");
    return false;
  }

  /** The account stays where it is served, and its migration is held: somebody must look. */
  private boolean quarantined(Work work, long migration, String reason) {
    // At the epoch that the abort of the cut-over has left.
    Placement now = handOff.look(work.placement().account());
    boolean done = queue.mark(now, MoveQueue.Step.QUARANTINE, reason).won();
    queue.finding(migration, work.placement().account(), reason);
    return done;
  }

  /**
   * A copy that is wrong stays wrong however often it is tried: the account stays at home, and
   * somebody must look.
   */
  private boolean cancelled(Work work, MoveFailedException finding) {
    LOG.atError()
        .addKeyValue("account", work.placement().account())
        .addKeyValue("finding", finding.getMessage())
        .log("the copy is wrong: the account stays at its home, its move is cancelled");
    try {
      long migration = work.placement().migration();
      if (migration != 0) {
        return quarantined(work, migration, String.valueOf(finding.getMessage()));
      }
      return handOff.cancel(work.placement().account()).phase() == Phase.SETTLED;
    } catch (CatalogUnavailableException e) {
      return false;
    }
  }
}
