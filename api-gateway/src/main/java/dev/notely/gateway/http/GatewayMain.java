package dev.notely.gateway.http;

import dev.notely.gateway.proxy.GatewayFigures;
import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.proxy.ProxyClient;
import dev.notely.gateway.proxy.ProxyPool;
import dev.notely.gateway.proxy.ReleaseClient;
import dev.notely.gateway.proxy.ReleaseWatch;
import dev.notely.gateway.proxy.TelemetryReporter;
import dev.notely.gateway.status.MeasuredUsers;
import dev.notely.gateway.status.StatusCollector;
import dev.notely.gateway.status.StatusFeed;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.logging.Logging;
import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.process.ParentLink;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.MetricsPage;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The REST gateway. Wires the process. */
@Command(
    name = "api-gateway",
    mixinStandardHelpOptions = true,
    description = "Serves the REST contract over the proxies that the catalog knows.")
public final class GatewayMain implements Callable<Integer> {
  private static final long STATUS_TIMEOUT_MS = 2_000;
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(20);

  /** Beyond the bound of a request: nobody who was let in is cut off when the gateway stops. */
  private static final Duration ANSWERING = Duration.ofSeconds(1);

  @Mixin private GatewayConfig config = new GatewayConfig();

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new GatewayMain(), args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(config.name());
    LogTail log = new LogTail(config.name()).attach();
    Instruments instruments = new Instruments();
    ProcessMain process = new ProcessMain();
    MetricsPage metrics = new MetricsPage();
    RequestReader requests = new RequestReader(instruments);
    OpenTelemetrySdk telemetry =
        process.closeAtEnd(
            Telemetry.start(
                "api-gateway", System.getenv(), List.of(metrics.reader(), instruments)));
    Transport transport = process.closeAtEnd(new Transport(telemetry));
    ManagedChannel catalog = transport.channel(config.catalog());
    process.closeAtEnd(catalog::shutdownNow);
    ProxyPool pool = process.closeAtEnd(new ProxyPool(transport, catalog, config.routing()));
    RetryBudget retries = new RetryBudget();
    ReleaseWatch watch = process.closeAtEnd(new ReleaseWatch(pool, catalog));
    ProxyClient proxies = new ProxyClient(pool, retries, config.requestTimeoutMs(), watch);
    MigrationClient migrations = new MigrationClient(pool, retries, config.requestTimeoutMs());
    ReleaseClient releases = new ReleaseClient(catalog, config.requestTimeoutMs());
    Admission admission = new Admission(config.maxRequests());
    OverloadMetrics.register(telemetry, retries, admission);
    StatusFeed status = status(pool, watch, requests);
    WebServer server =
        serve(telemetry, metrics, pool, proxies, migrations, releases, admission, status);
    process.closeAtEnd(server::stop);
    process.closeAtEnd(status);
    pool.start();
    watch.start();
    process
        .closeAtEnd(
            new TelemetryReporter(pool, new GatewayFigures(config.name(), instruments, log)))
        .start();
    if (config.exitWithParent()) {
      ParentLink.watch(System.in, _ -> {}, process::stop);
    }
    ProcessMain.announceReady(config.listen().host() + ":" + server.port());
    config.greeting().ifPresent(System.out::println);
    process.runUntilStopped();
    return 0;
  }

  /** Its requests have a bound and a budget of their own: they take nothing from users' retries. */
  private StatusFeed status(ProxyPool pool, ReleaseWatch watch, RequestReader requests) {
    RetryBudget retries = new RetryBudget();
    StatusCollector collector =
        new StatusCollector(
            new ProxyClient(pool, retries, STATUS_TIMEOUT_MS, watch),
            new MigrationClient(pool, retries, STATUS_TIMEOUT_MS),
            new MeasuredUsers(requests::totals, System::nanoTime),
            InstantSource.system());
    StatusFeed.Bounds bounds =
        new StatusFeed.Bounds(config.statusViewers(), STATUS_EVERY, STATUS_PATIENCE);
    return new StatusFeed(collector::document, bounds, System::nanoTime);
  }

  private WebServer serve(
      OpenTelemetrySdk telemetry,
      MetricsPage metrics,
      ProxyPool pool,
      ProxyClient proxies,
      MigrationClient migrations,
      ReleaseClient releases,
      Admission admission,
      StatusFeed status) {
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      direct.addHandler(type, ProblemMapper.beforeRouting());
    }
    try {
      return WebServer.builder()
          .host(config.listen().host())
          .port(config.listen().port())
          .shutdownHook(false)
          .shutdownGracePeriod(Duration.ofMillis(config.requestTimeoutMs()).plus(ANSWERING))
          .directHandlers(direct.build())
          .routing(routing ->
              Routes.register(
                  routing,
                  pool,
                  proxies,
                  migrations,
                  releases,
                  admission,
                  telemetry,
                  metrics,
                  status,
                  config))
          .build()
          .start();
    } catch (RuntimeException e) {
      throw new StartupException("cannot listen on " + config.listen() + ": " + cause(e), e);
    }
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
