package dev.notely.proxy.migration;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.MoveQueue.Work;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds accounts with work and does it, a few at a time. Any number of proxies run one; leases keep
 * them from doing the same twice, and where they do all the same, nothing is harmed. Woken when a
 * placement begins to move; besides, a look every second renews the leases and finds what others
 * left.
 */
public final class MoveCoordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveCoordinator.class);
  private static final Duration CLAIM_EVERY = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final MoveQueue queue;
  private final MoveWorker worker;
  private final Brake brake;
  private final Pace pace;
  private final RandomGenerator random;
  private final String holder;
  private final int concurrent;
  private final Map<UUID, MovePermit> working = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> failures = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  /**
   * Makes a coordinator; {@link #start} begins.
   *
   * @param holder unique per process start
   * @param concurrent accounts at once
   */
  public MoveCoordinator(
      MoveQueue queue,
      MoveWorker worker,
      Brake brake,
      Pace pace,
      RandomGenerator random,
      String holder,
      int concurrent) {
    this.queue = queue;
    this.worker = worker;
    this.brake = brake;
    this.pace = pace;
    this.random = random;
    this.holder = holder;
    this.concurrent = concurrent;
  }

  public void start() {
    Thread.ofVirtual().name("move-coordinator").start(this::run);
  }

  /** There may be work. */
  public void wake() {
    wake.release();
  }

  private void run() {
    while (!closed) {
      try {
        claim();
        awaitRoom();
      } catch (CatalogUnavailableException e) {
        pace.pause(FIRST_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        LOG.error("the coordinator goes on after an error", e);
        pace.pause(LONGEST_PAUSE);
      }
    }
  }

  /** As long as no more can be taken, news can wait until the leases are to be renewed. */
  private void awaitRoom() throws InterruptedException {
    long renewal = System.nanoTime() + CLAIM_EVERY.toNanos();
    do {
      if (!wake.tryAcquire(renewal - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
      wake.drainPermits();
    } while (working.size() >= concurrent && !closed);
  }

  private void claim() {
    List<Work> mine = queue.claim(holder, concurrent);
    Set<UUID> held = new HashSet<>();
    for (Work work : mine) {
      UUID account = work.placement().account();
      held.add(account);
      MovePermit permit = MovePermit.of(work, working::size, brake, pace);
      MovePermit underWay = working.putIfAbsent(account, permit);
      if (underWay == null) {
        Thread.ofVirtual().name("move-" + account).start(() -> work(work, permit));
      } else {
        underWay.limit(work.recordsPerSecond());
      }
    }
    failures.keySet().retainAll(held); // whoever has the others counts for itself
    // No longer ours: the lease has ended, the move has, or its migration stands still.
    working.forEach((account, permit) -> {
      if (!held.contains(account)) {
        permit.revoke();
      }
    });
  }

  private void work(Work work, MovePermit permit) {
    UUID account = work.placement().account();
    try {
      boolean done = attempt(work, permit);
      permit.recover();
      if (done) {
        failures.remove(account);
      } else {
        pace.pause(backoff(failures.merge(account, 1, Integer::sum)));
      }
    } finally {
      working.remove(account);
      wake(); // the next claim shows the account as it is then
    }
  }

  /** A bug met on the way must not take the account's lease and thread with it. */
  private boolean attempt(Work work, MovePermit permit) {
    try {
      return worker.attempt(work, permit);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("account", work.placement().account())
          .setCause(e)
          .log("move failed");
      return false;
    }
  }

  private Duration backoff(int failed) {
    long millis =
        Math.min(FIRST_PAUSE.toMillis() << Math.min(failed - 1, 10), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(millis + random.nextLong(millis));
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
