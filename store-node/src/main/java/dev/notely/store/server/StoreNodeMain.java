package dev.notely.store.server;

import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.logging.Logging;
import dev.notely.runtime.process.ParentLink;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import dev.notely.runtime.telemetry.MetricsOption;
import dev.notely.runtime.telemetry.Telemetry;
import dev.notely.store.notes.NoteStore;
import io.grpc.BindableService;
import io.grpc.Server;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One process, one SQLite file: notes of accounts, or the catalog. Wires the process. */
@Command(
    name = "store-node",
    mixinStandardHelpOptions = true,
    subcommands = {AdoptCommand.class, BackupCommand.class, RestoreCommand.class},
    description = "Keeps notes of accounts, or the catalog, in one SQLite file.")
public final class StoreNodeMain implements Callable<Integer> {
  private static final int BULK_READERS = 2;
  private static final int BULK_QUEUE = 256;

  @Mixin private StoreNodeConfig config = new StoreNodeConfig();
  @Mixin private MetricsOption metrics = new MetricsOption();
  private Consumer<String> onFault = _ -> {};

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new StoreNodeMain(), args));
  }

  @Override
  public Integer call() throws InterruptedException {
    config.check();
    Logging.configure(config.name());
    LogTail log = new LogTail(config.name()).attach();
    ProcessMain process = new ProcessMain();
    OpenTelemetrySdk telemetry =
        process.closeAtEnd(
            Telemetry.start(
                config.isCatalog() ? "catalog" : "store-node", System.getenv(), metrics.readers()));
    Transport transport = process.closeAtEnd(new Transport(telemetry));
    ExecutorService bulk = process.closeAtEnd(bulkReaders());
    ProtocolGate gate = new ProtocolGate(telemetry, InstantSource.system());
    Server server =
        serve(
            transport,
            gate.before(
                Stream.concat(
                        Stream.of(new LogGrpcService(log)),
                        services(process, telemetry, bulk).stream())
                    .toList()));
    process.closeAtEnd(() -> server.shutdown().awaitTermination(2, TimeUnit.SECONDS));
    String address = config.listen().host() + ":" + server.getPort();
    config
        .catalog()
        .ifPresent(catalog ->
            process.closeAtEnd(
                MemberReporter.start(
                    transport.channel(catalog),
                    config.member(config.advertised(server.getPort())))));
    listenToParent(process);
    ProcessMain.announceReady(address);
    process.runUntilStopped();
    return 0;
  }

  private void listenToParent(ProcessMain process) {
    Runnable onParentGone = config.exitWithParent() ? process::stop : () -> {};
    if (config.exitWithParent() || config.faults()) {
      ParentLink.watch(System.in, onFault, onParentGone);
    }
  }

  private List<BindableService> services(
      ProcessMain process, OpenTelemetry telemetry, ExecutorService bulk) {
    return config.isCatalog()
        ? catalogServices(process, telemetry)
        : noteServices(process, telemetry, bulk);
  }

  private List<BindableService> noteServices(
      ProcessMain process, OpenTelemetry telemetry, ExecutorService bulk) {
    NoteStore store =
        process.closeAtEnd(
            NoteStore.open(config.file(), config.name(), config.schema(), InstantSource.system()));
    WriterMetrics.register(telemetry, store::written);
    StoreSizeMetrics.register(telemetry, store);
    WriterMetrics.registerWaiting(telemetry, store::writesWaiting);
    WaitedRequests waited = new WaitedRequests();
    return List.of(
        notes(process, new NoteGrpcService(store, waited)),
        new RecordGrpcService(store, bulk, waited),
        new InspectionGrpcService(store, bulk),
        new StoreStatusGrpcService(store));
  }

  private BindableService notes(ProcessMain process, NoteGrpcService service) {
    if (!config.faults()) {
      return service;
    }
    DelayedNoteService delayed = process.closeAtEnd(new DelayedNoteService(service));
    onFault = delayed::command;
    return delayed;
  }

  private List<BindableService> catalogServices(ProcessMain process, OpenTelemetry telemetry) {
    CatalogNode node =
        process.closeAtEnd(
            CatalogNode.open(config.file(), InstantSource.system(), CatalogNode.SILENCE));
    WriterMetrics.register(telemetry, node::written);
    return node.services();
  }

  private Server serve(Transport transport, List<BindableService> services) {
    try {
      return transport.startServer(config.listen(), services);
    } catch (IOException e) {
      throw new StartupException("cannot listen on " + config.listen() + ": " + e.getMessage(), e);
    }
  }

  private static ExecutorService bulkReaders() {
    return new ThreadPoolExecutor(
        BULK_READERS,
        BULK_READERS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(BULK_QUEUE),
        Thread.ofPlatform().daemon().name("bulk-", 0).factory());
  }
}
