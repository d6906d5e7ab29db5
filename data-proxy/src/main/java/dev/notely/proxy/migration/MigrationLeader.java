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
import java.util.function.BooleanSupplier;
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
  private static final long FLOCK_MS = 10;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final MigrationCatalog catalog;
  private final String holder;
  private final Function<Long, MigrationDriver> drivers;
  private final Map<Long, Led> led = new HashMap<>(); // of the leader's thread
  private final CatalogAbsence absence; // of the leader's thread
  private final Pace pace;
  private volatile List<Migration> last = List.of(); // led, as the catalog said
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;

  /** A driver, and whether a step is taken and its former homes followed at the moment. */
  private record Led(MigrationDriver driver, AtomicBoolean busy, AtomicBoolean following) {}

  /**
   * Makes a leader; {@link #start} begins.
   *
   * @param ports of which the holder is unique per process start
   * @param drivers makes the driver of a migration
   */
  public MigrationLeader(MigrationDriver.Ports ports, Function<Long, MigrationDriver> drivers) {
    this.catalog = ports.catalog();
    this.holder = ports.holder();
    this.pace = ports.pace();
    this.absence = new CatalogAbsence(ports.oversight());
    this.drivers = drivers;
  }

  public void start() {
    Thread.ofVirtual().name("migration-leader").start(this::run);
  }

  /** True while it leads some migration, as far as the catalog has said. */
  public boolean leads() {
    return !last.isEmpty();
  }

  /** There may be something to do. */
  public void wake() {
    wake.release();
  }

  private void run() {
    while (!closed) {
      try {
        look();
        if (led.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis()); // no news is for us
        } else if (wake.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          TimeUnit.MILLISECONDS.sleep(FLOCK_MS); // changes come in flocks: one look serves them
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
      absence.absent(last, String.valueOf(e.getMessage()), pace.now());
      TimeUnit.MILLISECONDS.sleep(100);
      return; // what is led goes on being led when the catalog is back, or by somebody else
    }
    absence.present(pace.now());
    last = mine;
    Set<Long> ids = new HashSet<>();
    for (Migration migration : mine) {
      ids.add(migration.id());
      Led one =
          led.computeIfAbsent(
              migration.id(),
              id -> new Led(drivers.apply(id), new AtomicBoolean(), new AtomicBoolean()));
      one.driver().heard(migration);
      unlessBusy(
          one.following(),
          migration,
          () -> {
            one.driver().follow();
            return false;
          });
      unlessBusy(one.busy(), migration, () -> one.driver().step(migration));
    }
    led.entrySet()
        .removeIf(entry -> {
          boolean gone = !ids.contains(entry.getKey());
          if (gone) {
            Thread.ofVirtual().start(entry.getValue().driver()::close); // it may ask the catalog
          }
          return gone;
        });
  }

  /** Work that answers true has more to do at once. */
  private void unlessBusy(AtomicBoolean busy, Migration migration, BooleanSupplier work) {
    if (busy.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("migration-" + migration.id())
          .start(() -> {
            boolean more = false;
            try {
              more = attempt(migration, work);
            } finally {
              busy.set(false);
            }
            if (more) {
              wake();
            }
          });
    }
  }

  /** What fails is done again with the next look: the journal says where it stands. */
  private static boolean attempt(Migration migration, BooleanSupplier work) {
    try {
      return work.getAsBoolean();
    } catch (CatalogUnavailableException
        | StoreUnavailableException
        | MigrationRefusedException e) {
      LOG.atWarn()
          .addKeyValue("migration", migration.id())
          .addKeyValue("reason", e.getMessage())
          .log("a step will be taken again");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("migration", migration.id()).setCause(e).log("a step failed");
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
