package dev.notely.bench;

import dev.notely.proxy.store.GrpcStoreInspection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What dual writes and shadow reads cost users: all their accounts are copied so slowly that no
 * round sees an end, with and without, in turn.
 */
final class MirrorMeasurement {
  private static final int SPARE_S = 7; // of a copy beyond its round
  private static final int MOST_SPARE_S = 56;
  private static final long LOOK_MS = 50;
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
    for (int spare = SPARE_S; spare <= MOST_SPARE_S; spare *= 2) {
      Optional<LoadFigures> figures = attempt(name + "-" + spare, mirroring, spare);
      if (figures.isPresent()) {
        return figures.get();
      }
    }
    throw new IllegalStateException("the machine is too busy for a copy that outlasts a round");
  }

  /** Empty: a copy has ended before its round. */
  private Optional<LoadFigures> attempt(String name, Map<String, Object> mirroring, int spare)
      throws InterruptedException {
    int fewest = users.stream().mapToInt(User::notes).min().orElseThrow();
    Map<String, Object> more = new HashMap<>(mirroring);
    more.put(
        "limits",
        Map.of(
            "concurrentAccounts",
            accounts.size(),
            "recordsPerSecond",
            accounts.size() * Math.max(1, fewest / (size.roundS() + spare))));
    HttpLoad load = system.load(users, perSecond); // the round begins with all as it goes on
    long id = system.migrate(name, "new", "shard-1", accounts, more);
    boolean copying = awaitCopies(id);
    load.stop();
    Optional<LoadFigures> figures =
        copying
            ? Optional.of(system.load(users, perSecond).stopAfter(size.roundS()))
            : Optional.empty();
    boolean outlasted = done(id) == 0;
    system.rollback(id);
    return outlasted ? figures : Optional.empty();
  }

  private long done(long id) throws InterruptedException {
    return system.await(id, _ -> true).path("done").asLong();
  }

  /** The target takes records of every account's present move; false: some have ended already. */
  private boolean awaitCopies(long id) throws InterruptedException {
    Map<UUID, Long> epochs = new HashMap<>();
    accounts.forEach(account -> epochs.put(account, system.placement(account).epoch()));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROWS_S);
    while (target.rows(accounts).stream()
            .filter(one -> Long.valueOf(one.row().epoch()).equals(epochs.get(one.account())))
            .count()
        < accounts.size()) {
      if (done(id) > 0) {
        return false;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not every account is being copied");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return true;
  }
}
