package dev.notely.bench;

import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.store.GrpcStoreInspection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * What dual writes and shadow reads cost users. Three groups of users whose accounts are all on
 * their way, in migrations that are paused once the copies are there: so they stay as they are for
 * as long as it takes, and the groups take turns.
 */
final class MirrorMeasurement {
  private static final double SHARE = 0.05;

  /** All: twenty seconds of the share would leave the target's reads to the interpreter. */
  private static final double WARM_UP_SHARE = 1;

  private static final long LOOK_MS = 50;
  private static final long COPIES_S = 60;

  /** A copy rests for 25 s after a group's first notes, which are one batch: time to pause it. */
  private static final int RECORDS_PER_SECOND_EACH = 2;

  private final BenchSystem system;
  private final BenchSize size;
  private final double perSecond;
  private final GrpcStoreInspection target;

  private MirrorMeasurement(BenchSystem system, BenchSize size, double perSecond) {
    this.system = system;
    this.size = size;
    this.perSecond = perSecond;
    target = new GrpcStoreInspection(BenchSystem.SHARD, system.stores());
  }

  /** Users, their paused migration, and what they felt in each round. */
  private record Group(List<User> users, long migration, List<LoadFigures> rounds) {}

  static Result.Mirrors run(BenchSystem system, BenchSize size, double perSecond)
      throws InterruptedException {
    return new MirrorMeasurement(system, size, perSecond).run();
  }

  private Result.Mirrors run() throws InterruptedException {
    Group neither = group("neither", Map.of());
    Group dualWrites = group("dual-writes", Map.of("dualWrites", true));
    Group shadowReads = group("shadow-reads", Map.of("shadowReads", WARM_UP_SHARE));
    List<Group> groups = new ArrayList<>(List.of(neither, dualWrites, shadowReads));
    for (Group group : groups) {
      HttpLoad.run(system, group.users(), perSecond, size.settleS());
    }
    system.limit(shadowReads.migration(), Map.of("shadowReads", SHARE));
    for (int round = 0; round < size.rounds(); round++) {
      for (Group group : groups) {
        group.rounds().add(HttpLoad.run(system, group.users(), perSecond, size.roundS()));
      }
      Collections.reverse(groups); // nobody always comes after the same other
    }
    Result.Mirrors result =
        new Result.Mirrors(
            LoadFigures.median(neither.rounds(), LoadFigures::p50Ms),
            LoadFigures.median(dualWrites.rounds(), LoadFigures::writeP50Ms),
            LoadFigures.median(shadowReads.rounds(), LoadFigures::readP50Ms),
            LoadFigures.ratio(dualWrites.rounds(), neither.rounds(), LoadFigures::writeP50Ms),
            LoadFigures.ratio(shadowReads.rounds(), neither.rounds(), LoadFigures::readP50Ms),
            sums(dualWrites, "dualWrites", List.of("sent", "refused", "failed", "dropped")),
            sums(
                shadowReads,
                "shadowReads",
                List.of("equal", "pending", "ahead", "mismatches", "unanswered", "dropped")));
    judge(result);
    for (Group group : groups) {
      system.rollback(group.migration());
      system.readBack(group.users());
    }
    return result;
  }

  private Group group(String name, Map<String, Object> mirroring) throws InterruptedException {
    List<User> users = system.users(name, BenchSize.CLIENTS);
    List<UUID> accounts = User.accounts(users);
    Map<String, Object> more = new HashMap<>(mirroring);
    more.put(
        "limits",
        Map.of(
            "concurrentAccounts",
            accounts.size(),
            "recordsPerSecond",
            accounts.size() * RECORDS_PER_SECOND_EACH));
    long id = system.migrate(name, BenchSystem.HOME, BenchSystem.SHARD, accounts, more);
    awaitCopies(accounts);
    system.command(id, "pause");
    for (UUID account : accounts) {
      if (system.placement(account).phase() != Phase.MOVING) {
        throw new IllegalStateException(
            "the migration " + name + " was paused too late: " + system.placement(account));
      }
    }
    return new Group(users, id, new ArrayList<>());
  }

  /** The first notes of each account are at the target. */
  private void awaitCopies(List<UUID> accounts) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(COPIES_S);
    while (target.rows(accounts).stream().filter(one -> one.row().notes() > 0).count()
        < accounts.size()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not every account was copied within " + COPIES_S + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  /** The proxy's figures for the target. */
  private Map<String, Long> sums(Group group, String kind, List<String> figures) {
    JsonNode stores = system.mirrors(group.migration()).path(kind).path("stores");
    Map<String, Long> sums = new TreeMap<>();
    for (String figure : figures) {
      sums.put(figure, stores.valueStream().mapToLong(one -> one.path(figure).asLong()).sum());
    }
    return sums;
  }

  /** A cost of nothing was not to be measured, and a mismatch is a copy that is wrong. */
  private void judge(Result.Mirrors result) {
    if (result.sent().getOrDefault("sent", 0L) == 0
        || result.compared().values().stream().allMatch(count -> count == 0)) {
      throw new IllegalStateException(
          "nothing was mirrored: " + result.sent() + ", " + result.compared());
    }
    if (result.compared().getOrDefault("mismatches", 0L) > 0) {
      system.wrong("shadow reads found mismatches: " + result.compared());
    }
  }
}
