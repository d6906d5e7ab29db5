package dev.notely.store.server;

import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.CatalogReleases;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.MemberPresence;
import dev.notely.store.catalog.Migrations;
import dev.notely.store.catalog.MoveFailures;
import dev.notely.store.catalog.MoveLeases;
import dev.notely.store.catalog.MoveQueue;
import dev.notely.store.catalog.RefusedReleases;
import dev.notely.store.releases.ReleaseControl;
import dev.notely.store.releases.TrafficLedger;
import dev.notely.store.sqlite.SqliteWriter;
import io.grpc.BindableService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog of a process: its file, its threads, its services. Wires the role. */
final class CatalogNode implements AutoCloseable {
  /** A member without a heartbeat for this long is gone. */
  static final Duration SILENCE = Duration.ofSeconds(6);

  private static final Logger LOG = LoggerFactory.getLogger(CatalogNode.class);
  private static final long TICK_MS = 250;
  private static final int READERS = 2;
  private static final int WAITING_READS = 1_000;

  private final Catalog catalog;
  // Platform threads: SQLite's calls would pin virtual ones.
  private final ExecutorService readers =
      new ThreadPoolExecutor(
          READERS,
          READERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_READS),
          Thread.ofPlatform().daemon().name("catalog-reader-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("silence").factory());
  private final ReleaseControl releases;
  private final List<BindableService> services;

  private CatalogNode(Catalog catalog, InstantSource clock, Duration silence) {
    this.catalog = catalog;
    MoveFailures failures = new MoveFailures(clock);
    MemberDirectory directory = new MemberDirectory();
    RefusedReleases refused = new RefusedReleases(clock);
    TrafficLedger traffic = new TrafficLedger();
    releases =
        new ReleaseControl(
            new CatalogReleases(catalog),
            () -> MemberPresence.of(directory, refused),
            traffic,
            clock);
    this.services =
        List.of(
            new AccountCatalogGrpcService(catalog),
            new PlacementGrpcService(catalog, readers),
            new MoveGrpcService(
                catalog, new MoveQueue(catalog, new MoveLeases(clock)), failures, readers),
            new MigrationCatalogGrpcService(new Migrations(catalog, failures, clock), readers),
            new MemberGrpcService(catalog, directory, refused, releases, readers, timer, silence),
            new ReleaseGrpcService(releases, directory, refused, traffic));
  }

  /** Opens or makes the file; errors as {@link Catalog#open}. Deployments go on. */
  static CatalogNode open(Path file, InstantSource clock, Duration silence) {
    CatalogNode node = new CatalogNode(Catalog.open(file, clock), clock, silence);
    var _ = node.timer.scheduleWithFixedDelay(node::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    return node;
  }

  private void tick() {
    try {
      releases.tick();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a look at releases failed"); // the next one is due
    }
  }

  List<BindableService> services() {
    return services;
  }

  SqliteWriter.Figures written() {
    return catalog.written();
  }

  /** After the server: what is under way ends here. */
  @Override
  public void close() {
    timer.shutdownNow();
    readers.shutdownNow();
    catalog.close();
  }
}
