package dev.notely.proxy.server;

import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proxy.feeling.UserFeelings;
import dev.notely.proxy.migration.HandOffListener;
import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.MigrationLeader;
import dev.notely.proxy.migration.MoveCoordinator;
import dev.notely.proxy.migration.MoveWorker;
import dev.notely.proxy.migration.StoredUnexpectedRows;
import dev.notely.proxy.migration.Verifier;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.migration.throttle.Throttle;
import dev.notely.proxy.placement.CoalescedCatalog;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.routing.AccountMirrors;
import dev.notely.proxy.routing.AfterAnswer;
import dev.notely.proxy.routing.AsyncRoute;
import dev.notely.proxy.routing.DualWrites;
import dev.notely.proxy.routing.NoteRouter;
import dev.notely.proxy.routing.OverlayTouches;
import dev.notely.proxy.routing.ReadCoalescer;
import dev.notely.proxy.routing.ShadowComparator;
import dev.notely.proxy.routing.ShadowReads;
import dev.notely.proxy.routing.StoreShares;
import dev.notely.proxy.store.CallDeadline;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.CatalogWatch;
import dev.notely.proxy.store.GrpcNoteStores;
import dev.notely.proxy.store.GrpcRecordStore;
import dev.notely.proxy.store.GrpcStoreInspection;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalogClient;
import dev.notely.proxy.store.MovePolicies;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.OperationListener;
import dev.notely.proxy.store.OperationMetrics;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreWaits;
import dev.notely.proxy.store.TimedStores;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.logging.Logging;
import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.overload.RetryMetrics;
import dev.notely.runtime.overload.WaitsBehind;
import dev.notely.runtime.process.ParentLink;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.MetricsOption;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(5);
  private static final int DUAL_LANE = 64;
  private static final int SECOND_LOOKS = 64;
  private static final int TOUCHES = 32;
  private static final int POLICY_LOOKS = 8;
  private static final Duration LONG_WAIT = Duration.ofMillis(500); // half of late at the gateway

  @Mixin private DataProxyConfig config = new DataProxyConfig();
  @Mixin private MetricsOption metrics = new MetricsOption();

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new DataProxyMain(), args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(config.name());
    LogTail log = new LogTail(config.name()).attach();
    Instruments instruments = new Instruments();
    ProcessMain process = new ProcessMain();
    OpenTelemetrySdk telemetry =
        process.closeAtEnd(
            Telemetry.start("data-proxy", System.getenv(), metrics.readersWith(instruments)));
    Transport transport =
        process.closeAtEnd(new Transport(telemetry, config.protocol(), Traces::ofCall));
    ManagedChannel channel = transport.channel(config.catalog());
    process.closeAtEnd(channel::shutdownNow);

    MigrationSpans spans = new MigrationSpans(telemetry);
    CatalogClient client = new CatalogClient(channel, config.name());
    PlacementCatalog catalog = new CoalescedCatalog(client, CallDeadline::left);
    PlacementCache cache = new PlacementCache(catalog);
    OperationListener operations = new OperationMetrics(telemetry.getMeter("dev.notely.proxy"));
    StoreDirectory directory = process.closeAtEnd(new StoreDirectory(transport, operations));
    MigrationCatalog migrations = new MigrationCatalogClient(channel);
    Function<String, StoreInspection> inspections =
        name -> new GrpcStoreInspection(name, directory);
    Function<String, RecordStore> stores = name -> new GrpcRecordStore(name, directory, spans);
    SlowLane slowLane = SlowLane.ofCallers(SLOW_LANE);
    SystemTime time = new SystemTime(cache);
    // Each has places of its own: touches at a store that stalls must not stop dual writes to
    // another, nor hide that an operator wants fewer.
    MovePolicies policies =
        new SpecPolicies(migrations, SlowLane.detached(POLICY_LOOKS), InstantSource.system());
    NoteStores notes =
        new GrpcNoteStores(
            directory,
            placement ->
                placement.phase().isCopying() && policies.of(placement.migration()).dualWrites());
    AccountMirrors mirrors = new AccountMirrors(cache::cached);
    Throttle throttle = process.closeAtEnd(new Throttle(InstantSource.system()));
    Brake brake = new MeasuredBrake(telemetry, throttle);
    DualWrites dualWrites =
        new DualWrites(
            store -> writes -> spans.dualWrites(writes, () -> stores.apply(store).dual(writes)),
            store -> Lane.DUAL_WRITES.share(throttle.free(store)),
            () -> ThreadLocalRandom.current().nextDouble(),
            GatheringLane.over(SlowLane.detached(DUAL_LANE)),
            InstantSource.system(),
            mirrors);
    ShadowReads shadowReads =
        new ShadowReads(
            new TimedStores(notes, StoreWaits.NONE, operations, System::nanoTime),
            policies,
            placement ->
                Lane.SHADOW_READS.share(
                    Math.min(throttle.free(placement.home()), throttle.free(placement.second()))),
            SlowLane.detached(SECOND_LOOKS),
            () -> ThreadLocalRandom.current().nextDouble(),
            Traces::currentId,
            new MismatchReports(client, InstantSource.system()),
            new ShadowComparator(),
            mirrors);
    ReleaseMetrics.register(telemetry, config.release());
    MirrorMetrics.register(telemetry, dualWrites, shadowReads);
    OverlayTouches touches =
        new OverlayTouches(
            stores,
            policies,
            placement ->
                Lane.TOUCHES.share(
                    Math.min(throttle.free(placement.home()), throttle.free(placement.second()))),
            () -> ThreadLocalRandom.current().nextDouble(),
            SlowLane.detached(TOUCHES));
    RetryBudget retries = new RetryBudget();
    RetryMetrics.register(telemetry.getMeter("dev.notely.proxy"), retries);
    NoteRouter router =
        new NoteRouter(
            cache,
            catalog,
            new TimedStores(notes, throttle, operations, System::nanoTime),
            stores,
            time,
            slowLane,
            Traces.routes(),
            AfterAnswer.all(List.of(dualWrites, shadowReads, touches)),
            retries);

    String holder = config.name() + "-" + UUID.randomUUID();
    HandOffListener watched = new MeasuredHandOffs(telemetry, spans);
    SyncPoints syncPoints = new SyncPoints(watched, spans);
    HandOffListener listener = config.syncPoints() ? syncPoints : watched;
    Executor beside =
        Context.taskWrapping((Executor) work -> Thread.ofVirtual().name("beside").start(work));
    MoveCoordinator coordinator =
        process.closeAtEnd(
            new MoveCoordinator(
                client,
                new MoveWorker(
                    client,
                    client,
                    stores,
                    time,
                    listener,
                    new StoredUnexpectedRows(
                        inspections, migration -> policy(migrations, migration)),
                    new Verifier(inspections, stores, beside)),
                brake,
                time,
                RandomGenerator.getDefault(),
                holder,
                config.concurrentMoves()));
    FeatureFlag flag =
        new FeatureFlag(
            catalog,
            cache,
            stores,
            directory,
            config.targetStore(),
            config.defaultStrategy() == MigrationSpec.Strategy.LAZY);
    LiveProxies proxies = new LiveProxies(transport);
    EveryProxy everyProxy =
        process.closeAtEnd(new EveryProxy(proxies::addresses, transport::channel));
    ThrottleLook throttles = new ThrottleLook(everyProxy);
    UsersElsewhere elsewhere =
        process.closeAtEnd(
            new UsersElsewhere(throttle, everyProxy, () -> proxies.addresses().size()));
    Optional<AlertWebhook> webhook =
        config
            .alertWebhook()
            .map(address ->
                new AlertWebhook(address, WEBHOOK_TIMEOUT, time, RandomGenerator.getDefault()));
    webhook.ifPresent(process::closeAtEnd);
    ProcessOversight oversight =
        new ProcessOversight(
            directory,
            migrations,
            new MigrationMetrics(telemetry),
            webhook,
            throttles,
            config.stalledAfter());
    MigrationDriver.Ports ports =
        new MigrationDriver.Ports(
            migrations,
            stores,
            inspections,
            flag::admit,
            proxies::watch,
            time,
            config.syncPoints() ? syncPoints : spans,
            holder,
            oversight,
            brake,
            beside);
    MigrationLeader leader =
        process.closeAtEnd(new MigrationLeader(ports, id -> new MigrationDriver(ports, id)));
    RecentPlacements recentPlacements = new RecentPlacements();
    CatalogWatch watch =
        process.closeAtEnd(
            new CatalogWatch(
                channel,
                placementsTo(cache, coordinator, leader).andThen(recentPlacements::changed),
                members -> {
                  directory.update(members);
                  proxies.update(members);
                }));

    StoreShares shares =
        new StoreShares(routes(router, telemetry, process), cache, slowLane, System::nanoTime);
    RoutingMetrics.register(telemetry, shares);
    UserFeelings feelings = new UserFeelings();
    MigrationPlanner planner = new MigrationPlanner(client, directory, ports.inspections());
    NewAccountPlacement placement =
        new NewAccountPlacement(ports.catalog(), planner::stores, config.homeStore());
    StoreSurvey storeSurvey = new StoreSurvey(directory);
    MigrationGrpcService migrationService =
        new MigrationGrpcService(
            planner,
            ports,
            new MirrorSurvey(everyProxy),
            throttles::look,
            slowLane,
            InstantSource.system());
    TelemetryGrpcService telemetryService =
        new ProxyTelemetry(
                config,
                instruments,
                log,
                everyProxy,
                proxies,
                storeSurvey,
                directory,
                client,
                migrations,
                inspections,
                throttle,
                recentPlacements,
                migrationService,
                channel,
                leader::leads)
            .service();
    UnaryCalls calls = new UnaryCalls();
    List<BindableService> services =
        List.of(
            tellingOfLongWaits(new NoteGrpcService(shares, InstantSource.system(), feelings)),
            new AccountGrpcService(client, flag, slowLane, placement),
            new StoreGrpcService(storeSurvey),
            migrationService,
            telemetryService,
            new MirrorGrpcService(dualWrites, shadowReads, mirrors),
            new ThrottleGrpcService(throttle),
            new ReleaseGrpcService(channel),
            process.closeAtEnd(new UserFeelingGrpcService(feelings)));
    Server server = serve(transport, calls.of(services));
    process.closeAtEnd(new Departure(watch, server, calls));
    process.closeAtEnd(telemetryService); // before the server: its streams would not end
    watch.start();
    watch.join(
        ProxyMember.newBuilder()
            .setName(config.name())
            .setAddress(config.advertised(server.getPort()))
            .setRelease(config.release())
            .setProtocol(config.protocol())
            .build());
    if (config.throttle()) {
      throttle.start(); // one that does not judge holds nobody back
      elsewhere.start();
    }
    coordinator.start();
    leader.start();
    webhook.ifPresent(AlertWebhook::start);
    if (config.exitWithParent()) {
      ParentLink.watch(System.in, syncPoints::onLine, process::stop);
    }
    ProcessMain.announceReady(config.listen().host() + ":" + server.getPort());
    process.runUntilStopped();
    return 0;
  }

  private static BindableService tellingOfLongWaits(BindableService service) {
    return () ->
        ServerInterceptors.intercept(service, WaitsBehind.tellsOf(LONG_WAIT, System::nanoTime));
  }

  private AsyncRoute routes(NoteRouter router, OpenTelemetry telemetry, ProcessMain process) {
    AsyncRoute route = router;
    if (config.coalesce()) {
      GrpcCallers callers = process.closeAtEnd(new GrpcCallers(InstantSource.system()));
      ReadCoalescer coalescer = new ReadCoalescer(router, callers);
      RoutingMetrics.register(telemetry, coalescer);
      route = coalescer;
    }
    return config.faultErrors() == 0 && config.faultDelayMs() == 0
        ? route
        : new FaultyRoute(
            route,
            config.faultErrors(),
            config.faultDelayMs(),
            () -> ThreadLocalRandom.current().nextDouble());
  }

  /** What the migration's operator wants done with data that was not expected. */
  private static MigrationSpec.UnexpectedData policy(MigrationCatalog migrations, long migration) {
    return SpecParser.parse(migrations.get(migration).migration().spec()).unexpectedData();
  }

  private static Consumer<Placement> placementsTo(
      PlacementCache cache, MoveCoordinator coordinator, MigrationLeader leader) {
    return placement -> {
      cache.changed(placement);
      if (placement.phase().hasSecond()) {
        coordinator.wake();
      }
      if (placement.migration() != 0) {
        leader.wake();
      }
    };
  }

  private Server serve(Transport transport, List<BindableService> services) {
    try {
      return transport.startServer(config.listen(), services);
    } catch (IOException e) {
      throw new StartupException("cannot listen on " + config.listen() + ": " + e.getMessage(), e);
    }
  }
}
