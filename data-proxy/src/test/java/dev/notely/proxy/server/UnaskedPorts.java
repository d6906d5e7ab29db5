package dev.notely.proxy.server;

import dev.notely.proxy.migration.LeaderListener;
import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.Oversight;
import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.StoreInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Ports of a driver that may ask a catalog and look into stores, and nobody else. */
final class UnaskedPorts {
  private UnaskedPorts() {}

  private static AssertionError unasked() {
    return new AssertionError("not asked for");
  }

  static MigrationDriver.Ports of(
      MigrationCatalog catalog,
      Function<String, StoreInspection> inspections,
      Oversight oversight) {
    return new MigrationDriver.Ports(
        catalog,
        _ -> {
          throw unasked();
        },
        inspections,
        _ -> {
          throw unasked();
        },
        _ -> {
          throw unasked();
        },
        new Pace() {
          @Override
          public Instant now() {
            return Instant.now();
          }

          @Override
          public void pause(Duration time) {
            throw unasked();
          }
        },
        LeaderListener.NONE,
        "me",
        oversight,
        Brake.NONE,
        Runnable::run);
  }
}
