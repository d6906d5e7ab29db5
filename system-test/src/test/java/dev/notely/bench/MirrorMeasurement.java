package dev.notely.bench;

import dev.notely.proxy.store.GrpcStoreInspection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What dual writes and shadow reads cost users: all their accounts are copied so slowly that no
 * round sees an end, with and without, in turn.
 */
final class MirrorMeasurement {
  private static final int SPARE_S = 5; // of a copy beyond its round
  private static final long ROWS_S = 60;
  private static final double SHARE = 0.05;

  private final BenchSystem system;
  private final BenchSize size;
  private final List<User> users;
  private final List<UUID> accounts;
  private final double perSecond;
  private final GrpcStoreInspection target;

  private MirrorMeasurement(
      BenchSystem system, BenchSize size, List<User> users, double perSecond) {
    this.system = system;
    this.size = size;
    this.users = users;
    this.perSecond = perSecond;
    accounts = users.stream().flatMap(user -> user.accounts().stream()).toList();
    target = new GrpcStoreInspection("shard-1", system.stores());
  }

  static Result.Mirrors run(BenchSystem system, BenchSize size, List<User> users, double perSecond)
      throws InterruptedException {
    return new MirrorMeasurement(system, size, users, perSecond).run();
  }

  private Result.Mirrors run() throws InterruptedException {
    List<LoadFigures> without = new ArrayList<>();
    List<LoadFigures> dualWrites = new ArrayList<>();
    List<LoadFigures> shadowReads = new ArrayList<>();
    for (int round = 0; round < size.rounds(); round++) {
      without.add(round("neither-" + round, Map.of()));
      dualWrites.add(round("dual-writes-" + round, Map.of("dualWrites", true)));
      shadowReads.add(round("shadow-reads-" + round, Map.of("shadowReads", SHARE)));
    }
    return new Result.Mirrors(
        LoadFigures.median(without, LoadFigures::p50Ms),
        LoadFigures.median(dualWrites, LoadFigures::writeP50Ms),
        LoadFigures.median(shadowReads, LoadFigures::readP50Ms));
  }

  private LoadFigures round(String name, Map<String, Object> mirroring)
      throws InterruptedException {
    long notes = users.stream().mapToLong(User::notes).sum();
    Map<String, Object> more = new HashMap<>(mirroring);
    more.put(
        "limits",
        Map.of(
            "concurrentAccounts", accounts.size(),
            "recordsPerSecond", Math.max(1, notes / (size.roundS() + SPARE_S))));
    HttpLoad load = system.load(users, perSecond); // so that the migration begins as it goes on
    long id = system.migrate(name, "new", "shard-1", accounts, more);
    awaitCopies();
    load.stop();
    LoadFigures figures = system.load(users, perSecond).stopAfter(size.roundS());
    if (system.await(id, _ -> true).path("done").asLong() > 0) {
      throw new IllegalStateException("accounts have moved before the end of the round " + name);
    }
    system.rollback(id);
    return figures;
  }

  /** The target takes records of every account's present move. */
  private void awaitCopies() throws InterruptedException {
    Map<UUID, Long> epochs = new HashMap<>();
    accounts.forEach(account -> epochs.put(account, system.placement(account).epoch()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROWS_S);
    while (target.rows(accounts).stream()
            .filter(one -> Long.valueOf(one.row().epoch()).equals(epochs.get(one.account())))
            .count()
        < accounts.size()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not every account is being copied");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
