package dev.notely.simulation;

import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationRefusedException;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The real driver of migrations, under leases. It may be stopped for longer than its lease and go
 * on as if nothing had happened, or die anywhere.
 */
final class MigrationChief implements Runnable, Pace {
  private static final long LOOK_EVERY_MICROS = 1_000_000;

  private final Baton baton;
  private final String name;
  private final MigrationCatalog catalog;
  private final Function<Pace, MigrationDriver.Ports> ports;
  private final Map<Long, MigrationDriver> led = new TreeMap<>();

  MigrationChief(
      Baton baton,
      String name,
      MigrationCatalog catalog,
      Function<Pace, MigrationDriver.Ports> ports) {
    this.baton = baton;
    this.name = name;
    this.catalog = catalog;
    this.ports = ports;
  }

  @Override
  public void run() {
    while (true) {
      try {
        List<Migration> mine = catalog.lead(name);
        mine.forEach(this::step);
        retain(mine);
      } catch (CatalogUnavailableException e) {
        // Looks again.
      }
      baton.pause(LOOK_EVERY_MICROS);
    }
  }

  private void step(Migration migration) {
    try {
      MigrationDriver driver =
          led.computeIfAbsent(migration.id(), id -> new MigrationDriver(ports.apply(this), id));
      driver.heard(migration);
      driver.follow();
      driver.step(migration);
    } catch (CatalogUnavailableException
        | StoreUnavailableException
        | MigrationRefusedException e) {
      // Takes the step again.
    }
  }

  private void retain(List<Migration> mine) {
    Set<Long> ids = new HashSet<>();
    mine.forEach(migration -> ids.add(migration.id()));
    led.entrySet()
        .removeIf(entry -> {
          boolean gone = !ids.contains(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
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
