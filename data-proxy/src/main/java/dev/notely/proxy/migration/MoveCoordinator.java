package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.MoveQueue.Work;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds accounts with work and does it, a few at a time. Any number of proxies run one; leases keep
 * them from doing the same twice, and where they do all the same, nothing is harmed. Woken when a
 * placement begins to move; besides, a look every second and a half renews the leases and finds
 * what others left.
 */
public final class MoveCoordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MoveCoordinator.class);
  private static final Duration CLAIM_EVERY = Duration.ofMillis(1_500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final MoveQueue queue;
  private final HandOff handOff;
  private final Chores chores;
  private final Pace pace;
  private final RandomGenerator random;
  private final String holder;
  private final int concurrent;
  private final Set<UUID> working = ConcurrentHashMap.newKeySet();
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
      HandOff handOff,
      Function<String, RecordStore> stores,
      Pace pace,
      HandOffListener listener,
      RandomGenerator random,
      String holder,
      int concurrent) {
    this.queue = queue;
    this.handOff = handOff;
    this.chores = new Chores(queue, stores, pace, listener);
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
        if (wake.tryAcquire(CLAIM_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
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

  private void claim() {
    for (Work work : queue.claim(holder, concurrent)) {
      UUID account = work.placement().account();
      if (working.add(account)) {
        Thread.ofVirtual().name("move-" + account).start(() -> work(work));
      }
    }
  }

  private void work(Work work) {
    UUID account = work.placement().account();
    try {
      if (attempt(work)) {
        failures.remove(account);
      } else {
        pace.pause(backoff(failures.merge(account, 1, Integer::sum)));
      }
    } finally {
      working.remove(account);
      wake(); // the next claim shows the account as it is then
    }
  }

  private boolean attempt(Work work) {
    try {
      Placement placement = handOff.advance(work.placement());
      work.chores().forEach(chores::carryOut);
      LOG.atInfo()
          .addKeyValue("account", placement.account())
          .addKeyValue("home", placement.home())
          .addKeyValue("epoch", placement.epoch())
          .addKeyValue("phase", placement.phase())
          .log("move advanced");
      return true;
    } catch (MoveFailedException | StoreUnavailableException | CatalogUnavailableException e) {
      LOG.atWarn()
          .addKeyValue("account", work.placement().account())
          .addKeyValue("epoch", work.placement().epoch())
          .addKeyValue("reason", e.getMessage())
          .log("move will be tried again");
      if (e instanceof MoveFailedException failed && failed.isFinding()) {
        LOG.atError()
            .addKeyValue("account", work.placement().account())
            .addKeyValue("finding", e.getMessage())
            .log("the copy is wrong: the account stays at its home, its move is cancelled");
        return cancelled(work);
      }
      return false;
    } catch (RecordStore.RefusedException e) {
      LOG.atInfo()
          .addKeyValue("account", work.placement().account())
          .addKeyValue("refusal", e.refusal())
          .log("a stream was refused, move will be tried again");
      return false;
    } catch (RuntimeException e) {
      LOG.error("move failed", e);
      return false;
    }
  }

  private boolean cancelled(Work work) {
    try {
      handOff.cancel(work.placement().account());
      return true;
    } catch (CatalogUnavailableException e) {
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
