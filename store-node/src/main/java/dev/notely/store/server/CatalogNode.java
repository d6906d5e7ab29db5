package dev.notely.store.server;

import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.MemberDirectory;
import dev.notely.store.catalog.Migrations;
import dev.notely.store.catalog.MoveFailures;
import dev.notely.store.catalog.MoveLeases;
import dev.notely.store.catalog.MoveQueue;
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

/** The catalog of a process: its file, its threads, its services. Wires the role. */
final class CatalogNode implements AutoCloseable {
  /** A member without a heartbeat for this long is gone. */
  static final Duration SILENCE = Duration.ofSeconds(6);

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
  private final List<BindableService> services;

  private CatalogNode(Catalog catalog, InstantSource clock, Duration silence) {
    this.catalog = catalog;
    MoveFailures failures = new MoveFailures(clock);
    this.services =
        List.of(
            new AccountCatalogGrpcService(catalog),
            new PlacementGrpcService(catalog, readers),
            new MoveGrpcService(
                catalog, new MoveQueue(catalog, new MoveLeases(clock)), failures, readers),
            new MigrationCatalogGrpcService(new Migrations(catalog, failures, clock), readers),
            new MemberGrpcService(catalog, new MemberDirectory(), readers, timer, silence));
  }

  /** Opens or makes the file; errors as {@link Catalog#open}. */
  static CatalogNode open(Path file, InstantSource clock, Duration silence) {
    return new CatalogNode(Catalog.open(file, clock), clock, silence);
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
