package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.migration.LeaderListener;
import dev.notely.proxy.migration.LeaderStep;
import dev.notely.proxy.placement.Placement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Under test the process announces a named moment on standard output ({@code SYNC commit.before
 * ACCOUNT}, or {@code SYNC gate.before MIGRATION}) and waits until the test says {@code GO
 * commit.before ACCOUNT} on standard input: so a test can kill something at exactly this moment.
 */
final class SyncPoints implements HandOffListener, LeaderListener {
  private static final long FORGOTTEN_S = 60;

  private final HandOffListener inner;
  private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

  SyncPoints(HandOffListener inner) {
    this.inner = inner;
  }

  /** A line of the test. */
  void onLine(String line) {
    if (line.startsWith("GO ")) {
      CountDownLatch latch = waiting.remove(line.substring(3));
      if (latch != null) {
        latch.countDown();
      }
    }
  }

  @Override
  public <R> R around(HandOffStep step, Placement placement, Supplier<R> work) {
    reach(step.label() + ".before " + placement.account());
    R result = inner.around(step, placement, work);
    reach(step.label() + ".after " + placement.account());
    return result;
  }

  @Override
  public <R> R aroundMove(Placement placement, Supplier<R> work) {
    return inner.aroundMove(placement, work);
  }

  @Override
  public <R> R around(LeaderStep step, long migration, Supplier<R> work) {
    reach(step.label() + ".before " + migration);
    R result = work.get();
    reach(step.label() + ".after " + migration);
    return result;
  }

  private void reach(String point) {
    CountDownLatch latch = new CountDownLatch(1);
    waiting.put(point, latch);
    System.out.println("SYNC " + point);
    System.out.flush();
    try {
      if (!latch.await(FORGOTTEN_S, TimeUnit.SECONDS)) {
        waiting.remove(point);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
