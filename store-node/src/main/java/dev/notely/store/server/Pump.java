package dev.notely.store.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs steps on an executor, one at a time, as long as there are any; a wake during a step makes
 * one more look.
 */
abstract class Pump {
  private final Executor executor;
  private final AtomicInteger wakes = new AtomicInteger();

  Pump(Executor executor) {
    this.executor = executor;
  }

  /** Does what can be done now; false: nothing more until the next wake. */
  protected abstract boolean step();

  /** A step failed; there will be no other. */
  protected abstract void failed(RuntimeException failure);

  final void wake() {
    if (wakes.getAndIncrement() == 0) {
      try {
        executor.execute(this::run);
      } catch (RejectedExecutionException e) {
        failed(e);
      }
    }
  }

  private void run() {
    int seen;
    do {
      seen = wakes.get();
      try {
        while (step()) {
          // until there is nothing more
        }
      } catch (RuntimeException e) {
        failed(e); // wakes stay above zero: no further run
        return;
      }
    } while (!wakes.compareAndSet(seen, 0));
  }
}
