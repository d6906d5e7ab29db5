package dev.notely.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Users before, during and after migrations that copy large accounts into their store: one that an
 * operator's limit holds back, one that gives way to users, and one that does neither. The first is
 * the first that its processes know: they compile meanwhile what a copy takes.
 */
final class MigrationMeasurement {
  /** So many windows of users at most, during a migration; what is left then goes without them. */
  private static final int WINDOWS = 3;

  private final BenchSystem system;
  private final BenchSize size;
  private final List<User> users;
  private final double perSecond;

  private MigrationMeasurement(
      BenchSystem system, BenchSize size, List<User> users, double perSecond) {
    this.system = system;
    this.size = size;
    this.users = users;
    this.perSecond = perSecond;
  }

  /**
   * Runs it.
   *
   * @param large accounts in the store "legacy", twice as many as a migration copies
   * @param other measured before
   */
  static Result.AroundMigration run(
      BenchSystem system,
      BenchSize size,
      List<User> users,
      List<UUID> large,
      double perSecond,
      Unthrottled other)
      throws InterruptedException {
    return new MigrationMeasurement(system, size, users, perSecond).run(large, other);
  }

  private Result.AroundMigration run(List<UUID> large, Unthrottled other)
      throws InterruptedException {
    int half = size.largeAccounts();
    Result.During heldBack = during("held-back", large.subList(0, half), heldBack());
    LoadFigures before = calm();
    Result.During throttled = during("throttled", large.subList(half, 2 * half), Map.of());
    LoadFigures after = calm();
    return new Result.AroundMigration(
        perSecond,
        size.largeInAll(),
        before,
        heldBack,
        throttled,
        after,
        other.before(),
        other.during());
  }

  /** Users of a system whose movers give way to nobody. */
  record Unthrottled(LoadFigures before, Result.During during) {}

  /** As {@link #run}, of a system that was started without the throttle. */
  static Unthrottled unthrottled(
      BenchSystem system, BenchSize size, List<User> users, List<UUID> large, double perSecond)
      throws InterruptedException {
    MigrationMeasurement one = new MigrationMeasurement(system, size, users, perSecond);
    LoadFigures before = one.calm();
    return new Unthrottled(before, one.during("unthrottled", large, Map.of()));
  }

  /** The operator's limit, by which the copy takes as long as the windows without one. */
  private Map<String, Object> heldBack() {
    return Map.of(
        "limits",
        Map.of(
            "concurrentAccounts",
            size.largeAccounts(),
            "recordsPerSecond",
            Math.max(1, size.largeInAll() / size.windowS())));
  }

  private LoadFigures calm() throws InterruptedException {
    return HttpLoad.run(system, users, perSecond, size.windowS());
  }

  private Result.During during(String name, List<UUID> accounts, Map<String, Object> more)
      throws InterruptedException {
    long id;
    LoadFigures figures;
    long began = System.nanoTime();
    try (HttpLoad load = HttpLoad.start(system, users, perSecond)) {
      id = system.migrate(name, "legacy", BenchSystem.HOME, accounts, more);
      system.await(
          id,
          status ->
              status.path("state").asString().equals("SOAKING")
                  || secondsSince(began) > WINDOWS * size.windowS());
      figures = load.stop();
    }
    double withUsers = secondsSince(began);
    system.awaitState(id, "SOAKING");
    double inAll = secondsSince(began);
    system.finish(id);
    return new Result.During(withUsers, inAll - withUsers, figures);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
