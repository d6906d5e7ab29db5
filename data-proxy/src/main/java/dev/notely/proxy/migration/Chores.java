package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.MoveQueue.Chore;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.Reply;
import dev.notely.proxy.store.Refusal;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a settle left to do: each carries the epoch of its settle, so a store refuses it where the
 * account has come back since.
 */
final class Chores {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2); // small accounts are soon gone
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MAX_PAUSES = 1_200;

  private final MoveQueue queue;
  private final Function<String, RecordStore> stores;
  private final Pace pace;
  private final HandOffListener listener;

  Chores(
      MoveQueue queue, Function<String, RecordStore> stores, Pace pace, HandOffListener listener) {
    this.queue = queue;
    this.stores = stores;
    this.pace = pace;
    this.listener = listener;
  }

  /** Does a chore to its end and says so to the catalog. */
  void carryOut(Chore chore) {
    Placement proof =
        new Placement(chore.account(), chore.epoch(), chore.home(), "", Phase.SETTLED, 0);
    RecordStore store = stores.apply(chore.store());
    Refusal refusal =
        switch (chore.kind()) {
          case RELEASE ->
              listener.around(
                  HandOffStep.RELEASE, proof, () -> untilDone(() -> store.release(proof)));
          case PURGE ->
              listener.around(HandOffStep.PURGE, proof, () -> untilDone(() -> store.purge(proof)));
        };
    if (isOver(refusal)) {
      queue.complete(chore);
    } else {
      throw new MoveFailedException(
          store.name() + " refused to " + chore.kind() + ": " + refusal, false);
    }
  }

  /**
   * A higher epoch at the store, or a later export: the chore's moment has passed, and a later
   * settle leaves its own.
   */
  private static boolean isOver(Refusal refusal) {
    return refusal == Refusal.NONE || refusal == Refusal.STALE_EPOCH || refusal == Refusal.IN_USE;
  }

  private Refusal untilDone(java.util.function.Supplier<Reply> command) {
    Duration pause = FIRST_PAUSE;
    for (int i = 0; i < MAX_PAUSES; i++) {
      Refusal refusal = command.get().refusal();
      if (refusal != Refusal.PURGING) {
        return refusal;
      }
      pace.pause(pause);
      pause = pause.compareTo(PAUSE) < 0 ? pause.multipliedBy(2) : PAUSE;
    }
    return Refusal.PURGING;
  }
}
