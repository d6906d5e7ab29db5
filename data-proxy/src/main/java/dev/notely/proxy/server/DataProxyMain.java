package dev.notely.proxy.server;

import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.MoveCoordinator;
import dev.notely.proxy.migration.MoveWorker;
import dev.notely.proxy.placement.CoalescedCatalog;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.routing.NoteRouter;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.CatalogWatch;
import dev.notely.proxy.store.GrpcNoteStores;
import dev.notely.proxy.store.GrpcRecordStore;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.logging.Logging;
import dev.notely.runtime.process.ParentLink;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Routes each request to the store that is the account's home, and moves accounts. Wires the
 * process.
 */
@Command(
    name = "data-proxy",
    mixinStandardHelpOptions = true,
    description =
        "Routes requests to the stores that are their accounts' homes, and moves accounts.")
public final class DataProxyMain implements Callable<Integer> {
  private static final int SLOW_LANE = 10_000;

  @Mixin private DataProxyConfig config = new DataProxyConfig();

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new DataProxyMain(), args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(config.name());
    ProcessMain process = new ProcessMain();
    OpenTelemetrySdk telemetry = process.closeAtEnd(Telemetry.start("data-proxy", System.getenv()));
    Transport transport = process.closeAtEnd(new Transport(telemetry));
    ManagedChannel channel = transport.channel(config.catalog());
    process.closeAtEnd(channel::shutdownNow);

    CatalogClient client = new CatalogClient(channel);
    PlacementCatalog catalog = new CoalescedCatalog(client);
    PlacementCache cache = new PlacementCache(catalog);
    StoreDirectory directory = process.closeAtEnd(new StoreDirectory(transport));
    Function<String, RecordStore> stores = name -> new GrpcRecordStore(name, directory);
    SlowLane slowLane = new SlowLane(SLOW_LANE);
    SystemTime time = new SystemTime(cache);
    NoteRouter router =
        new NoteRouter(
            cache, catalog, new GrpcNoteStores(directory), stores, time, slowLane, Traces.routes());

    Traces traces = new Traces(telemetry);
    SyncPoints syncPoints = new SyncPoints(traces);
    HandOffListener listener = config.syncPoints() ? syncPoints : traces;
    MoveCoordinator coordinator =
        process.closeAtEnd(
            new MoveCoordinator(
                client,
                new MoveWorker(client, client, stores, time, listener),
                time,
                RandomGenerator.getDefault(),
                config.name() + "-" + UUID.randomUUID(),
                config.concurrentMoves()));
    CatalogWatch watch =
        process.closeAtEnd(
            new CatalogWatch(channel, placementsTo(cache, coordinator), directory::update));

    FeatureFlag flag = new FeatureFlag(catalog, cache, stores, directory, config.targetStore());
    Server server = serve(transport, router, client, flag, slowLane, directory);
    process.closeAtEnd(() -> server.shutdown().awaitTermination(3, TimeUnit.SECONDS));
    watch.start();
    watch.join(config.name(), config.advertised(server.getPort()), config.release());
    coordinator.start();
    if (config.exitWithParent()) {
      ParentLink.watch(System.in, syncPoints::onLine, process::stop);
    }
    ProcessMain.announceReady(config.listen().host() + ":" + server.getPort());
    process.runUntilStopped();
    return 0;
  }

  private static Consumer<Placement> placementsTo(
      PlacementCache cache, MoveCoordinator coordinator) {
    return placement -> {
      cache.changed(placement);
      if (placement.phase().hasSecond()) {
        coordinator.wake();
      }
    };
  }

  private Server serve(
      Transport transport,
      NoteRouter router,
      CatalogClient catalog,
      FeatureFlag flag,
      SlowLane slowLane,
      StoreDirectory directory) {
    try {
      return transport.startServer(
          config.listen(),
          List.of(
              new NoteGrpcService(router, InstantSource.system()),
              new AccountGrpcService(catalog, flag, slowLane, config.homeStore()),
              new StoreGrpcService(directory)));
    } catch (IOException e) {
      throw new StartupException("cannot listen on " + config.listen() + ": " + e.getMessage(), e);
    }
  }
}
