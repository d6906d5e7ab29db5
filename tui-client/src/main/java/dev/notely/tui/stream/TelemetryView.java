package dev.notely.tui.stream;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Section;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Everything that a stream has said so far. Immutable; each section that an update does not touch
 * is the same object afterwards, so that nobody sorts it again.
 *
 * @param stream and version say where the stream stands; empty: nothing has come yet
 * @param timeMs when the proxy put it together, by its clock
 * @param proxy who put it together
 * @param log the latest 1,000 events, the newest last
 * @param accountsTotal how many there are: perhaps more than rows
 */
public record TelemetryView(
    String stream,
    long version,
    long timeMs,
    String proxy,
    SortedMap<String, RouteFigures> routes,
    SortedMap<String, StoreOperation> operations,
    SortedMap<String, Proxy> proxies,
    SortedMap<String, Gateway> gateways,
    SortedMap<String, Store> stores,
    SortedMap<String, Account> accounts,
    SortedMap<String, Migration> migrations,
    SortedMap<String, Finding> findings,
    List<LogEvent> log,
    Deployment deployment,
    List<Missing> missing,
    long accountsTotal) {
  static final int FORMAT = 1;
  private static final int LOG = 1_000;

  /** Before anything has come. */
  public static final TelemetryView EMPTY =
      new TelemetryView(
          "",
          0,
          0,
          "",
          none(),
          none(),
          none(),
          none(),
          none(),
          none(),
          none(),
          none(),
          List.of(),
          Deployment.getDefaultInstance(),
          List.of(),
          0);

  private static <R> SortedMap<String, R> none() {
    return Collections.emptySortedMap();
  }

  /** This with the update, if the update is about this. */
  public Applied apply(TelemetryUpdate update) {
    if (update.getFormat() != FORMAT) {
      return new Applied.UnknownFormat(update.getFormat());
    }
    if (update.getBase() == 0) {
      return new Applied.Next(EMPTY.with(update));
    }
    if (!update.getStream().equals(stream) || update.getBase() != version) {
      return new Applied.Unfit(
          "an update of version %d of stream %s came after version %d of stream %s"
              .formatted(update.getBase(), update.getStream(), version, stream));
    }
    return new Applied.Next(with(update));
  }

  private TelemetryView with(TelemetryUpdate update) {
    return new TelemetryView(
        update.getStream(),
        update.getVersion(),
        update.getTimeMs(),
        update.getProxy(),
        merged(
            routes,
            update,
            Section.ROUTES,
            update.getRoutesList(),
            row -> row.getMethod() + " " + row.getRoute() + " " + row.getStatus()),
        merged(
            operations,
            update,
            Section.OPERATIONS,
            update.getOperationsList(),
            row -> row.getStore() + " " + row.getOperation() + " " + row.getStatus()),
        merged(proxies, update, Section.PROXIES, update.getProxiesList(), Proxy::getName),
        merged(gateways, update, Section.GATEWAYS, update.getGatewaysList(), Gateway::getName),
        merged(stores, update, Section.STORES, update.getStoresList(), Store::getName),
        merged(
            accounts,
            update,
            Section.ACCOUNTS,
            update.getAccountsList(),
            row -> AccountIds.key(row.getId())),
        merged(
            migrations,
            update,
            Section.MIGRATIONS,
            update.getMigrationsList(),
            row -> Long.toUnsignedString(row.getId())),
        merged(findings, update, Section.FINDINGS, update.getFindingsList(), Finding::getId),
        latest(log, update.getLogList()),
        update.hasDeployment() ? update.getDeployment() : deployment,
        update.getMissingList(),
        update.getAccountsTotal());
  }

  private static <R> SortedMap<String, R> merged(
      SortedMap<String, R> old,
      TelemetryUpdate update,
      Section section,
      List<R> rows,
      Function<R, String> key) {
    List<String> gone =
        update.getGoneList().stream()
            .filter(one -> one.getSection() == section)
            .map(one -> one.getKey())
            .toList();
    if (rows.isEmpty() && gone.isEmpty()) {
      return old;
    }
    TreeMap<String, R> next = new TreeMap<>(old);
    gone.forEach(next::remove);
    rows.forEach(row -> next.put(key.apply(row), row));
    return Collections.unmodifiableSortedMap(next);
  }

  private static List<LogEvent> latest(List<LogEvent> old, List<LogEvent> more) {
    if (more.isEmpty()) {
      return old;
    }
    List<LogEvent> all = new ArrayList<>(old);
    all.addAll(more);
    return List.copyOf(all.subList(Math.max(0, all.size() - LOG), all.size()));
  }
}
