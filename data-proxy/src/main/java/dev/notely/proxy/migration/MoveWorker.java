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
  private final HandOffListener listener;

  /** Works over the given ports; time and observers are the caller's. */
  public MoveWorker(
      PlacementCatalog catalog,
      MoveQueue queue,
      Function<String, RecordStore> stores,
      Pace pace,
      HandOffListener listener) {
    this.handOff = new HandOff(catalog, stores, pace, listener);
    this.chores = new Chores(queue, stores, pace, listener);
    this.listener = listener;
  }

  /**
   * True if all went well; false: something is in the way, try again later with the work as it is
   * then.
   */
  public boolean attempt(Work work) {
    try {
      if (work.placement().phase().hasSecond()) {
        log(listener.aroundMove(work.placement(), () -> handOff.advance(work.placement())));
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
      return handOff.cancel(work.placement().account()).phase() == Phase.SETTLED;
    } catch (CatalogUnavailableException e) {
      return false;
    }
  }
}
