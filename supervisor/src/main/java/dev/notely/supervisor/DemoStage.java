package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * What the acts play on: a running system with its users, and the migration that was begun last.
 */
final class DemoStage {
  private static final long PATIENCE_MS = 30_000;
  private static final long LOOK_MS = 100;

  private final LocalCluster cluster;
  private final GatewayClient gateway;
  private final DemoProgress progress;
  private final DemoUsers.Crowd crowd;
  private Optional<DemoMigration> latest = Optional.empty();

  DemoStage(
      LocalCluster cluster, GatewayClient gateway, DemoProgress progress, DemoUsers.Crowd crowd) {
    this.cluster = cluster;
    this.gateway = gateway;
    this.progress = progress;
    this.crowd = crowd;
  }

  /** Writes a migration down and starts it. */
  DemoMigration begin(Map<String, ?> specification) {
    DemoMigration migration = DemoMigration.create(gateway, progress, specification);
    latest = Optional.of(migration);
    migration.command("start", "");
    return migration;
  }

  DemoMigration latest() {
    return latest.orElseThrow(() -> new StartupException("no migration was begun yet"));
  }

  /** From now on every answer of that store to users comes so late. */
  void delay(String store, int millis) {
    cluster.process(store).say("DELAY " + millis);
  }

  /** Waits until users' requests are no longer as late as that: they have caught up. */
  void awaitCalm(int millis) throws InterruptedException {
    await("users still wait longer than " + millis + " ms", () -> progress.p99Ms() < millis);
  }

  /** Checks where an act has left accounts and notes. */
  void awaitOutcome(DemoAct act) throws InterruptedException {
    Set<String> homes = new TreeSet<>();
    gateway
        .get("/accounts?limit=" + DemoUsers.MOST_ACCOUNTS)
        .forEach(account -> homes.add(account.path("shard").asString()));
    if (!act.homes().containsAll(homes)) {
      throw new StartupException("accounts are in " + homes + ", not only in " + act.homes());
    }
    await("not empty: " + act.emptyStores(), () -> areEmpty(act.emptyStores()));
  }

  private boolean areEmpty(Set<String> stores) {
    return gateway
        .get("/stores")
        .valueStream()
        .filter(store -> stores.contains(store.path("name").asString()))
        .allMatch(DemoStage::isEmpty);
  }

  /** Of a store that is away nobody knows it. */
  static boolean isEmpty(JsonNode store) {
    return store.path("state").asString().equals("serving")
        && store.path("notes").asLong() + store.path("copies").asLong() == 0;
  }

  void say(String what) {
    progress.say(what);
  }

  double requestsPerSecond() {
    return crowd.accounts() * crowd.rpm() / 60.0;
  }

  int devices() {
    return crowd.accounts() * DemoUsers.DEVICES;
  }

  private void await(String otherwise, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !progress.pause(LOOK_MS)) {
        throw new StartupException(otherwise);
      }
    }
  }
}
