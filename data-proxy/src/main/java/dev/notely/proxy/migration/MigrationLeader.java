package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads the migrations that the catalog gives it: each has a driver and a thread of its own while
 * it is led. Any number of proxies run one; a lease keeps them from leading the same migration, and
 * where they do all the same, the catalog's transactions decide. Woken when a placement changes;
 * besides, a look every second renews the leases.
 */
public final class MigrationLeader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationLeader.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final MigrationCatalog catalog;
  private final String holder;
  private final Function<Long, MigrationDriver> drivers;
  private final Map<Long, Led> led = new HashMap<>(); // of the leader's thread
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  private record Led(MigrationDriver driver, AtomicBoolean busy) {}

  /**
   * Makes a leader; {@link #start} begins.
   *
   * @param holder unique per process start
   * @param drivers makes the driver of a migration
   */
  public MigrationLeader(
      MigrationCatalog catalog, String holder, Function<Long, MigrationDriver> drivers) {
    this.catalog = catalog;
    this.holder = holder;
    this.drivers = drivers;
  }

  public void start() {
    Thread.ofVirtual().name("migration-leader").start(this::run);
  }

  /** There may be something to do. */
  public void wake() {
    wake.release();
  }

  private void run() {
    while (!closed) {
      try {
        look();
        if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          TimeUnit.MILLISECONDS.sleep(20); // changes come in flocks: one look serves them
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    led.values().forEach(one -> one.driver().close());
  }

  private void look() throws InterruptedException {
    List<Migration> mine;
    try {
      mine = catalog.lead(holder);
    } catch (CatalogUnavailableException | MigrationRefusedException e) {
      TimeUnit.MILLISECONDS.sleep(100);
      return; // what is led goes on being led when the catalog is back, or by somebody else
    }
    Set<Long> ids = new HashSet<>();
    for (Migration migration : mine) {
      ids.add(migration.id());
      Led one =
          led.computeIfAbsent(
              migration.id(), id -> new Led(drivers.apply(id), new AtomicBoolean()));
      if (one.busy().compareAndSet(false, true)) {
        Thread.ofVirtual().name("migration-" + migration.id()).start(() -> step(one, migration));
      }
    }
    led.entrySet()
        .removeIf(entry -> {
          boolean gone = !ids.contains(entry.getKey());
          if (gone) {
            entry.getValue().driver().close();
          }
          return gone;
        });
  }

  /** A step that fails is taken again with the next look: the journal says where it stands. */
  private void step(Led one, Migration migration) {
    try {
      one.driver().step(migration);
    } catch (CatalogUnavailableException
        | StoreUnavailableException
        | MigrationRefusedException e) {
      LOG.atWarn()
          .addKeyValue("migration", migration.id())
          .addKeyValue("reason", e.getMessage())
          .log("a step will be taken again");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("migration", migration.id()).setCause(e).log("a step failed");
    } finally {
      one.busy().set(false);
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
