package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.Gone;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.proxy.telemetry.Absences;
import dev.notely.proxy.telemetry.RecentEvents;
import dev.notely.proxy.telemetry.VersionedRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What watchers know, and what is new for one who knows a version of the last minute. Each update
 * is put together once, for whoever needs the same. Not for several threads.
 */
final class TelemetryBook {
  /** Of telemetry.proto: a reader that knows another one stops. */
  static final int FORMAT = 1;

  /** Versions from which one can go on. */
  static final int REMEMBERED = 60;

  private static final int LOG = 1_000;

  private final String stream;
  private final String proxy;
  private final VersionedRows<RouteFigures> routes = new VersionedRows<>();
  private final VersionedRows<StoreOperation> operations = new VersionedRows<>();
  private final VersionedRows<Proxy> proxies = new VersionedRows<>();
  private final VersionedRows<Gateway> gateways = new VersionedRows<>();
  private final VersionedRows<Store> stores = new VersionedRows<>();
  private final VersionedRows<Account> accounts = new VersionedRows<>();
  private final VersionedRows<Migration> migrations = new VersionedRows<>();
  private final VersionedRows<Finding> findings = new VersionedRows<>();
  private final RecentEvents<LogEvent> log = new RecentEvents<>(LOG, LogEvent::getTimeMs);
  private final Absences absences = new Absences();
  private final Map<Section, VersionedRows<?>> sections =
      Map.of(
          Section.ROUTES, routes,
          Section.OPERATIONS, operations,
          Section.PROXIES, proxies,
          Section.GATEWAYS, gateways,
          Section.STORES, stores,
          Section.ACCOUNTS, accounts,
          Section.MIGRATIONS, migrations,
          Section.FINDINGS, findings);
  private Deployment deployment = Deployment.getDefaultInstance();
  private long deployedAt; // version at which it last changed
  private List<Missing> missing = List.of();
  private long accountsTotal;
  private long timeMs;
  private final long first; // version
  private long version;
  private final Map<Long, TelemetryUpdate> made = new HashMap<>(); // at this version, by base

  /**
   * Without anything.
   *
   * @param stream of this process
   * @param after versions begin after it: none of them was another book's
   */
  TelemetryBook(String stream, String proxy, long after) {
    this.stream = stream;
    this.proxy = proxy;
    this.first = after + 1;
    this.version = after;
  }

  /** The next version. */
  void put(Observed seen) {
    version++;
    made.clear();
    timeMs = seen.timeMs();
    routes.replace(seen.routes(), version);
    operations.replace(seen.operations(), version);
    proxies.replace(seen.proxies(), version);
    gateways.replace(seen.gateways(), version);
    stores.replace(seen.stores(), version);
    accounts.replace(seen.accounts(), version);
    migrations.replace(seen.migrations(), version);
    findings.replace(seen.findings(), version);
    log.add(seen.log(), version);
    accountsTotal = seen.accountsTotal();
    if (!seen.deployment().equals(deployment)) {
      deployment = seen.deployment();
      deployedAt = version;
    }
    missing =
        absences.update(seen.missing(), seen.timeMs()).stream()
            .map(one ->
                Missing.newBuilder()
                    .setWho(one.who())
                    .setWhy(one.why())
                    .setSinceMs(one.sinceMs())
                    .build())
            .toList();
    sections.values().forEach(rows -> rows.forgetBefore(version - REMEMBERED));
  }

  long version() {
    return version;
  }

  /** True once there is something to show. */
  boolean hasSomething() {
    return version >= first;
  }

  /** The version from which a watcher goes on who last applied this one; 0: the beginning. */
  long base(String watchersStream, long applied) {
    return watchersStream.equals(stream) && isKnown(applied) ? applied : 0;
  }

  private boolean isKnown(long base) {
    return base >= first && base <= version && base >= version - REMEMBERED;
  }

  /** What one needs who knows a version; a snapshot where that is too long ago, or none. */
  TelemetryUpdate after(long known) {
    return made.computeIfAbsent(isKnown(known) ? known : 0, this::make);
  }

  private TelemetryUpdate make(long base) {
    TelemetryUpdate.Builder update =
        TelemetryUpdate.newBuilder()
            .setFormat(FORMAT)
            .setStream(stream)
            .setVersion(version)
            .setBase(base)
            .setTimeMs(timeMs)
            .setProxy(proxy)
            .addAllRoutes(routes.changedAfter(base))
            .addAllOperations(operations.changedAfter(base))
            .addAllProxies(proxies.changedAfter(base))
            .addAllGateways(gateways.changedAfter(base))
            .addAllStores(stores.changedAfter(base))
            .addAllAccounts(accounts.changedAfter(base))
            .addAllMigrations(migrations.changedAfter(base))
            .addAllFindings(findings.changedAfter(base))
            .addAllLog(log.after(base))
            .addAllMissing(missing)
            .setAccountsTotal(accountsTotal);
    if (base == 0 || deployedAt > base) {
      update.setDeployment(deployment);
    }
    if (base != 0) {
      sections.forEach((section, rows) ->
          rows.goneAfter(base)
              .forEach(key -> update.addGone(Gone.newBuilder().setSection(section).setKey(key))));
    }
    return update.build();
  }
}
