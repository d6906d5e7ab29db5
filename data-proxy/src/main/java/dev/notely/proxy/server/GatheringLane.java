package dev.notely.proxy.server;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A lane whose work waits for more of its kind. A dual write for itself costs its store a wake-up
 * and a commit, of which thirty together need hardly more.
 */
final class GatheringLane {
  /** Short beside what catch-up is behind, long beside the time between two writes. */
  private static final long GATHER_MS = 50;

  private GatheringLane() {}

  /** Runs work in a lane, a moment later. */
  static Executor over(Executor lane) {
    return work ->
        lane.execute(() -> {
          try {
            TimeUnit.MILLISECONDS.sleep(GATHER_MS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts it; then it is not so late
          }
          work.run();
        });
  }
}
