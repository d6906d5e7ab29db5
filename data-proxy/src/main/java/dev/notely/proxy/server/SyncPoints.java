package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.migration.LeaderListener;
import dev.notely.proxy.migration.LeaderStep;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationCatalog.Command;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Under test the process announces a named moment on standard output ({@code SYNC commit.before
 * ACCOUNT}, or {@code SYNC gate.before MIGRATION}) and waits until the test says {@code GO
 * commit.before ACCOUNT} on standard input: so a test can kill something at exactly this moment.
 *
 * <p>Several threads may stand at one point (a leader that finishes, and one that follows, of the
 * same migration): each {@code GO} is for one of them, the latest first, so that one whom the test
 * wants to stay stays while it waves the others on.
 */
final class SyncPoints implements HandOffListener, LeaderListener {
  private static final long FORGOTTEN_S = 60;

  private final HandOffListener inner;
  private final LeaderListener leading;
  private final Map<String, Deque<CountDownLatch>> standing = new HashMap<>(); // guarded by this

  SyncPoints(HandOffListener inner, LeaderListener leading) {
    this.inner = inner;
    this.leading = leading;
  }

  /** A line of the test. */
  void onLine(String line) {
    if (line.startsWith("GO ")) {
      latest(line.substring(3)).ifPresent(CountDownLatch::countDown);
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
  public void failed(Placement placement, String reason) {
    inner.failed(placement, reason);
  }

  @Override
  public void cutOver(Placement placement, Duration pause, boolean committed) {
    inner.cutOver(placement, pause, committed);
  }

  @Override
  public <R> R around(LeaderStep step, long migration, Supplier<R> work) {
    reach(step.label() + ".before " + migration);
    R result = leading.around(step, migration, work);
    reach(step.label() + ".after " + migration);
    return result;
  }

  @Override
  public <R> R aroundEvent(Command event, Supplier<R> work) {
    return leading.aroundEvent(event, work);
  }

  @Override
  public String trace() {
    return leading.trace();
  }

  @Override
  public void waveEnded(Migration migration, Instant began, Instant ended) {
    leading.waveEnded(migration, began, ended);
  }

  private void reach(String point) {
    CountDownLatch latch = stand(point);
    System.out.println("SYNC " + point);
    System.out.flush();
    try {
      if (!latch.await(FORGOTTEN_S, TimeUnit.SECONDS)) {
        forget(point, latch);
      }
    } catch (InterruptedException e) {
      forget(point, latch);
      Thread.currentThread().interrupt();
    }
  }

  private synchronized CountDownLatch stand(String point) {
    CountDownLatch latch = new CountDownLatch(1);
    standing.computeIfAbsent(point, _ -> new ArrayDeque<>()).push(latch);
    return latch;
  }

  private synchronized Optional<CountDownLatch> latest(String point) {
    Optional<CountDownLatch> latest = Optional.ofNullable(standing.get(point)).map(Deque::peek);
    latest.ifPresent(latch -> forget(point, latch));
    return latest;
  }

  private synchronized void forget(String point, CountDownLatch latch) {
    Deque<CountDownLatch> there = standing.get(point);
    if (there != null && there.remove(latch) && there.isEmpty()) {
      standing.remove(point);
    }
  }
}
