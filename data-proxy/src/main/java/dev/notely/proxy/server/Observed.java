package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import java.util.List;
import java.util.Map;

/**
 * The whole system as it was seen at one moment: rows by their keys, as telemetry.proto names them.
 * The maps are not changed any more.
 *
 * @param log events that came since the moment before
 * @param missing who could not be asked, and why
 */
record Observed(
    long timeMs,
    Map<String, RouteFigures> routes,
    Map<String, StoreOperation> operations,
    Map<String, Proxy> proxies,
    Map<String, Gateway> gateways,
    Map<String, Store> stores,
    Map<String, Account> accounts,
    long accountsTotal,
    Map<String, Migration> migrations,
    Map<String, Finding> findings,
    List<LogEvent> log,
    Deployment deployment,
    Map<String, String> missing) {

  /** Looks at the system while somebody watches. */
  interface Source extends AutoCloseable {
    /** Blocking, for about a second at most. */
    Observed look();

    @Override
    void close();
  }
}
