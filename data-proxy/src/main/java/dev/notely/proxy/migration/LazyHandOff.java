package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.OverlayOpening;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.Reply;
import java.util.function.Function;

/**
 * The steps of a lazy move after its commit: both stores are told, then what nobody has touched is
 * drained from the former home to the new one. Nothing here is ever aborted: there is no way back
 * but another move; what fails is tried again, from the rows as they are then.
 */
final class LazyHandOff {
  /** The former home only loses records, so one pass takes all of them. */
  private static final int MAX_PASSES = 10;

  private final PlacementCatalog catalog;
  private final Function<String, RecordStore> stores;
  private final HandOffListener listener;

  LazyHandOff(
      PlacementCatalog catalog, Function<String, RecordStore> stores, HandOffListener listener) {
    this.catalog = catalog;
    this.stores = stores;
    this.listener = listener;
  }

  /**
   * Of an OVERLAID placement: until the former home is empty and the catalog knows.
   *
   * @return the placement as it is then
   */
  Placement drain(Placement overlaid, MovePermit permit) {
    RecordStore home = stores.apply(overlaid.home());
    RecordStore former = stores.apply(overlaid.second());
    var _ = open(overlaid);
    long records =
        listener.around(
            HandOffStep.DRAIN, overlaid, () -> untilEmpty(overlaid, home, former, permit));
    PlacementChange drained = new PlacementChange.Drained(records);
    Placement after =
        listener.around(
            HandOffStep.DRAINED,
            overlaid,
            () -> catalog.compareAndSet(overlaid.account(), overlaid.epoch(), drained).placement());
    if (after.epoch() == overlaid.epoch()) {
      throw new MoveFailedException("the catalog did not take it for drained", false);
    }
    return after;
  }

  /** Of an OVERLAID placement: both stores are told; what nobody has touched stays where it is. */
  Placement open(Placement overlaid) {
    RecordStore home = stores.apply(overlaid.home());
    RecordStore former = stores.apply(overlaid.second());
    OverlayOpening opening = new OverlayOpening(overlaid, home, former);
    OwnershipRow demoted =
        listener.around(
            HandOffStep.DEMOTE, overlaid, () -> HandOff.require(opening.demote(), former));
    var _ =
        listener.around(
            HandOffStep.OPEN, overlaid, () -> HandOff.require(opening.open(demoted), home));
    return overlaid;
  }

  private static long untilEmpty(
      Placement overlaid, RecordStore home, RecordStore former, MovePermit permit) {
    long records = 0;
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      OwnershipRow left = former.describe(overlaid.account());
      if (left.state() != State.READ_ONLY || left.epoch() != overlaid.epoch()) {
        throw new MoveFailedException(
            former.name() + " is " + left.state() + ": somebody else went on", false);
      }
      if (left.notes() == 0) {
        return records;
      }
      records += pass(overlaid, home, former, permit);
    }
    throw new MoveFailedException(former.name() + " does not become empty", false);
  }

  /** The new home has each record before the former one loses it. */
  private static long pass(
      Placement overlaid, RecordStore home, RecordStore former, MovePermit permit) {
    long records = 0;
    // It rests after each batch: the account serves, users wait for nothing here.
    try (PacedScan batches = PacedScan.of(former, overlaid, ByteString.EMPTY, permit)) {
      while (batches.hasNext()) {
        RecordBatch batch = batches.next();
        if (batch.records() == 0) {
          break; // the request log, which went along with the opening
        }
        done(home.drain(overlaid, batch), home);
        done(former.evict(overlaid, batch), former);
        records += batch.records();
      }
    }
    return records;
  }

  private static void done(Reply reply, RecordStore store) {
    var _ = HandOff.require(reply, store);
  }
}
