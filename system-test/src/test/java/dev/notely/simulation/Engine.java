package dev.notely.simulation;

import dev.notely.proxy.migration.CopyCheck;
import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.MovePermit;
import dev.notely.proxy.migration.MoveWorker;
import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.migration.UnexpectedRows;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.RecordStore;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The real hand-off, driven by claims. It may be stopped for longer than its lease and go on as if
 * nothing had happened, or die anywhere.
 */
final class Engine implements Runnable, Pace {
  private static final long CLAIM_EVERY_MICROS = 700_000;

  private final Baton baton;
  private final MoveQueue queue;
  private final MoveWorker worker;
  private final String name;
  private final int capacity;
  private final Consumer<MovePermit> given;

  /**
   * @param given takes the leave of each attempt, and may take it back at any time
   */
  Engine(
      Baton baton,
      String name,
      PlacementCatalog catalog,
      MoveQueue queue,
      Function<String, RecordStore> stores,
      CopyCheck check,
      int capacity,
      Consumer<MovePermit> given) {
    this.given = given;
    this.baton = baton;
    this.name = name;
    this.capacity = capacity;
    this.queue = queue;
    this.worker =
        new MoveWorker(
            catalog, queue, stores, this, HandOffListener.NONE, UnexpectedRows.NONE, check);
  }

  @Override
  public void run() {
    while (true) {
      try {
        queue.claim(name, capacity).forEach(this::attempt);
      } catch (CatalogUnavailableException e) {
        // Claims again.
      }
      baton.pause(CLAIM_EVERY_MICROS);
    }
  }

  private void attempt(MoveQueue.Work work) {
    MovePermit permit = MovePermit.of(work, () -> 1, Brake.NONE, this);
    given.accept(permit);
    var _ = worker.attempt(work, permit);
  }

  @Override
  public Instant now() {
    return baton.now();
  }

  @Override
  public void pause(Duration time) {
    baton.pause(time.toNanos() / 1_000);
  }
}
