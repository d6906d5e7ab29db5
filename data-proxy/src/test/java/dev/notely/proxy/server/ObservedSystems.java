package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.Latency;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proxy.store.Ids;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Systems as they may be seen. */
final class ObservedSystems {
  private static final List<String> METHODS = List.of("GET", "PUT", "POST", "DELETE");
  private static final List<String> TIERS = List.of("internal", "free", "enterprise");
  private static final List<String> STORES = List.of("legacy", "new", "shard-1");

  private ObservedSystems() {}

  /** A row that is there. */
  static <R> R row(Map<String, R> rows, String key) {
    return Optional.ofNullable(rows.get(key)).orElseThrow(() -> new AssertionError(key));
  }

  /** Few keys, so that rows come, change, go and come back. */
  static Observed random(Random random, long timeMs) {
    Map<String, RouteFigures> routes = new HashMap<>();
    Map<String, StoreOperation> operations = new HashMap<>();
    Map<String, Proxy> proxies = new HashMap<>();
    Map<String, Gateway> gateways = new HashMap<>();
    Map<String, Store> stores = new HashMap<>();
    Map<String, Account> accounts = new HashMap<>();
    Map<String, Migration> migrations = new HashMap<>();
    Map<String, Finding> findings = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      if (random.nextBoolean()) {
        String name = "n" + i;
        int value = random.nextInt(3);
        routes.put(METHODS.get(i) + " /x 200", route(METHODS.get(i), "/x", 200, value));
        operations.put(name + " get ok", operation(name, "get", value));
        proxies.put(name, Proxy.newBuilder().setName(name).setUptimeMs(value).build());
        gateways.put(name, Gateway.newBuilder().setName(name).setUnderWay(value).build());
        stores.put(name, Store.newBuilder().setName(name).setNotes(value).build());
        Account account = account(i, value);
        accounts.put(AccountSweep.key(account.getId()), account);
        migrations.put("" + i, migration(i, "RUNNING", "{\"v\":" + value + "}"));
        findings.put(name, Finding.newBuilder().setId(name).setTimeMs(value).build());
      }
    }
    List<LogEvent> log = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      log.add(event(timeMs - random.nextInt(3), "m" + random.nextInt()));
    }
    Map<String, String> missing =
        random.nextBoolean() ? Map.of("new", "the store does not answer") : Map.of();
    return new Observed(
        timeMs,
        routes,
        operations,
        proxies,
        gateways,
        stores,
        accounts,
        random.nextInt(9),
        migrations,
        findings,
        log,
        Deployment.newBuilder()
            .addReleases(ReleaseShare.newBuilder().setRelease("1").setPercent(random.nextInt(2)))
            .build(),
        missing);
  }

  /** A large one, with everything that it can have. */
  static Observed large(int accounts, int migrations) {
    Map<String, RouteFigures> routes = new HashMap<>();
    Map<String, StoreOperation> operations = new HashMap<>();
    for (String method : METHODS) {
      for (int route = 0; route < 10; route++) {
        for (int status : new int[] {200, 404, 503}) {
          String path = "/accounts/{account}/route-" + route;
          routes.put(method + " " + path + " " + status, route(method, path, status, 123_456_789));
        }
      }
    }
    for (String store : STORES) {
      for (int i = 0; i < 20; i++) {
        String name = "operation" + i;
        operations.put(store + " " + name + " ok", operation(store, name, 123_456_789));
      }
    }
    Map<String, Account> accountRows = new HashMap<>();
    for (int i = 0; i < accounts; i++) {
      Account account = account(i, 100_000 + i);
      accountRows.put(AccountSweep.key(account.getId()), account);
    }
    Map<String, Migration> migrationRows = new HashMap<>();
    for (int i = 1; i <= migrations; i++) {
      boolean open = i > migrations - 3;
      migrationRows.put(
          "" + i, migration(i, open ? "RUNNING" : "ROLLED_BACK", open ? "x".repeat(4_000) : ""));
    }
    List<LogEvent> log = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      log.add(event(1_700_000_000_000L + i, "a step will be taken again: " + "x".repeat(60)));
    }
    return new Observed(
        1_700_000_000_000L,
        routes,
        operations,
        Map.of(),
        Map.of(),
        Map.of(),
        accountRows,
        accounts,
        migrationRows,
        Map.of(),
        log,
        Deployment.getDefaultInstance(),
        Map.of());
  }

  static RouteFigures route(String method, String route, int status, long total) {
    return RouteFigures.newBuilder()
        .setMethod(method)
        .setRoute(route)
        .setStatus(status)
        .setTotal(total)
        .setLastMinute(total)
        .setLatency(Latency.newBuilder().setP50(total).setP95(total).setP99(total))
        .build();
  }

  private static StoreOperation operation(String store, String name, long total) {
    return StoreOperation.newBuilder()
        .setStore(store)
        .setOperation(name)
        .setStatus("ok")
        .setTotal(total)
        .setLastMinute(total)
        .setLatency(Latency.newBuilder().setP50(total).setP95(total).setP99(total))
        .build();
  }

  /** Every fourth has a copy, every tenth moves. */
  private static Account account(int number, long notes) {
    Account.Builder account =
        Account.newBuilder()
            .setId(Ids.bytes(new UUID(0x0190_0000_0000_7000L, number)))
            .setName("account " + number)
            .setTier(TIERS.get(number % TIERS.size()))
            .setHome("legacy")
            .setPhase("settled")
            .setEpoch(7)
            .setNotes(notes);
    if (number % 4 == 0) {
      account.setPhase("kept").setMigration(499);
    }
    if (number % 10 == 0) {
      account.setTarget("shard-1").setPhase("switching").setMigration(499);
    }
    return account.build();
  }

  private static Migration migration(int id, String state, String status) {
    return Migration.newBuilder()
        .setId(id)
        .setName("legacy-to-new-" + id)
        .setState(state)
        .setVersion(12)
        .setChangedAtMs(1_700_000_000_000L)
        .setStatus(status)
        .build();
  }

  private static LogEvent event(long timeMs, String message) {
    return LogEvent.newBuilder()
        .setTimeMs(timeMs)
        .setProcess("proxy-1")
        .setLevel("WARNING")
        .setLogger("dev.notely.proxy.migration.MigrationLeader")
        .setMessage(message)
        .setTraceId("0af7651916cd43dd8448eb211c80319c")
        .build();
  }
}
