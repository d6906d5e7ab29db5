package dev.notely.proxy.routing;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.MovePolicies;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Moves the note of an overlaid account that a user has touched from the former home to the home,
 * once the user has the answer: what was written always, what was only read where the account is
 * drained. By the two steps of a drain (docs/handoff.md), so it can come late, twice or never: the
 * home takes a record only where it has neither record nor tombstone, at exactly that epoch, and
 * the former home loses it only then. A few at a time, and fewer where users feel it: what is
 * dropped is left to the drain, or to the next touch.
 */
public final class OverlayTouches implements AfterAnswer {
  private static final int AT_ONCE = 32;

  private final Function<String, RecordStore> stores;
  private final MovePolicies policies;
  private final ToDoubleFunction<Placement> room;
  private final DoubleSupplier dice;
  private final Executor lane;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * Moves between the given stores.
   *
   * @param room part of the touches that users leave room for at the stores of a placement, 0 to 1
   * @param dice gives numbers from 0 to 1, evenly
   * @param lane runs what blocks; may reject
   */
  public OverlayTouches(
      Function<String, RecordStore> stores,
      MovePolicies policies,
      ToDoubleFunction<Placement> room,
      DoubleSupplier dice,
      Executor lane) {
    this.stores = stores;
    this.policies = policies;
    this.room = room;
    this.dice = dice;
    this.lane = lane;
  }

  @Override
  public void answered(Placement placement, NoteCall call, NoteReply reply) {
    // Most answers come from the home alone: nothing is left to move.
  }

  @Override
  public void touched(Placement overlaid, NoteCall call, CommittedRecord former) {
    boolean moves = call.isWrite() || policies.of(overlaid.migration()).drain();
    if (moves && isRoom(overlaid) && free.tryAcquire()) {
      try {
        lane.execute(() -> {
          try {
            move(overlaid, former);
          } finally {
            free.release();
          }
        });
      } catch (RejectedExecutionException e) {
        free.release();
      }
    }
  }

  private boolean isRoom(Placement overlaid) {
    double share = room.applyAsDouble(overlaid);
    return share >= 1 || dice.getAsDouble() < share;
  }

  /** Also what was written goes to the home first: the write may have been refused there. */
  private void move(Placement overlaid, CommittedRecord former) {
    RecordStore home = stores.apply(overlaid.home());
    RecordBatch record = home.batch(List.of(former));
    try {
      if (home.drain(overlaid, record).done()) {
        var _ = stores.apply(overlaid.second()).evict(overlaid, record);
      }
    } catch (StoreUnavailableException | UnusableRecordException e) {
      // Left as it is: served over both stores.
    }
  }
}
