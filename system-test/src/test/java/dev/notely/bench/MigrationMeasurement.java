package dev.notely.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Users before, during and after a migration that copies large accounts into their store. */
final class MigrationMeasurement {
  private MigrationMeasurement() {}

  static Result.AroundMigration run(
      BenchSystem system, BenchSize size, List<User> users, List<UUID> large, double perSecond)
      throws InterruptedException {
    LoadFigures before = system.load(users, perSecond).stopAfter(size.windowS());
    long began = System.nanoTime();
    HttpLoad load = system.load(users, perSecond);
    long id = system.migrate("large-accounts", "legacy", "new", large, Map.of());
    system.awaitState(id, "SOAKING");
    LoadFigures during = load.stop();
    double seconds = (System.nanoTime() - began) / 1e9;
    system.finish(id);
    LoadFigures after = system.load(users, perSecond).stopAfter(size.windowS());
    return new Result.AroundMigration(
        perSecond, (long) large.size() * size.largeNotes(), seconds, before, during, after);
  }
}
