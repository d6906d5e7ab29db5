package dev.notely.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Catalog, stores (legacy, new and shards), proxies and a gateway on free loopback ports, which
 * they keep when they are started again.
 */
public final class LocalCluster implements AutoCloseable {
  private static final long RESTART_PAUSE_MS = 500;

  private final Path dist;
  private final Path folder;
  private final Settings settings;
  private final BiConsumer<String, String> onLine;
  private final Map<String, String> stores; // schemas by name
  private final Map<String, ManagedProcess> processes = new ConcurrentHashMap<>();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final MetricsTargets metrics;
  private final Map<String, String> proxyReleases = new ConcurrentHashMap<>(); // by name
  private final AtomicInteger proxyNumber = new AtomicInteger();
  private final ProxyStarts proxyStarts;
  private final Queue<Integer> ports = new ConcurrentLinkedQueue<>(); // none is given out twice
  private final int catalogPort;
  private final int gatewayPort;
  private volatile @Nullable ProxyFleet fleet;
  private volatile boolean closing;

  /**
   * What to start.
   *
   * @param gatewayPort 0: a free one
   * @param proxyOptions further options of every proxy
   * @param gatewayOptions further options of the gateway
   * @param environment variables that every process gets besides this one's
   * @param training one process of each jar writes an AOT cache when it is stopped
   * @param shards stores shard-1 to shard-n beside legacy and new, at most {@link #MAX_SHARDS}
   * @param faults stores can be slowed: {@code process("new").say("DELAY 80")}, in milliseconds
   * @param releases of the proxies
   */
  public record Settings(
      int proxies,
      int gatewayPort,
      List<String> proxyOptions,
      List<String> gatewayOptions,
      Map<String, String> environment,
      boolean training,
      int shards,
      boolean faults,
      ReleaseSettings releases) {
    /** More do not fit on one machine. */
    public static final int MAX_SHARDS = 16;

    public Settings {
      if (shards < 0 || shards > MAX_SHARDS) {
        throw new IllegalArgumentException(
            "shards are " + shards + "; they are 0 to " + MAX_SHARDS);
      }
      proxyOptions = List.copyOf(proxyOptions);
      gatewayOptions = List.copyOf(gatewayOptions);
      environment = Map.copyOf(environment);
    }

    /** Without shards and faults. */
    public Settings(
        int proxies,
        int gatewayPort,
        List<String> proxyOptions,
        Map<String, String> environment,
        boolean training) {
      this(proxies, gatewayPort, proxyOptions, environment, training, 0, false);
    }

    /** Without options of the gateway. */
    public Settings(
        int proxies,
        int gatewayPort,
        List<String> proxyOptions,
        Map<String, String> environment,
        boolean training,
        int shards,
        boolean faults) {
      this(proxies, gatewayPort, proxyOptions, List.of(), environment, training, shards, faults);
    }

    /** With the releases that there are if nobody says more. */
    public Settings(
        int proxies,
        int gatewayPort,
        List<String> proxyOptions,
        List<String> gatewayOptions,
        Map<String, String> environment,
        boolean training,
        int shards,
        boolean faults) {
      this(
          proxies,
          gatewayPort,
          proxyOptions,
          gatewayOptions,
          environment,
          training,
          shards,
          faults,
          ReleaseSettings.PLAIN);
    }

    /** Proxies and a gateway, and nothing special. */
    static Settings plain(int proxies, int gatewayPort) {
      return new Settings(proxies, gatewayPort, List.of(), Map.of(), false);
    }

    private Settings with(List<String> proxy, List<String> gateway, int number, boolean slow) {
      return new Settings(
          proxies, gatewayPort, proxy, gateway, environment, training, number, slow, releases);
    }

    /** The same with that many shards. */
    Settings withShards(int number) {
      return with(proxyOptions, gatewayOptions, number, faults);
    }

    /** The same with these options of every proxy. */
    Settings withProxyOptions(List<String> options) {
      return with(options, gatewayOptions, shards, faults);
    }

    /** The same with these options of the gateway. */
    public Settings withGatewayOptions(List<String> options) {
      return with(proxyOptions, options, shards, faults);
    }

    /** The same with stores that can be slowed. */
    public Settings withFaults() {
      return with(proxyOptions, gatewayOptions, shards, true);
    }

    /** The same with these releases of the proxies. */
    public Settings with(ReleaseSettings others) {
      return new Settings(
          proxies,
          gatewayPort,
          proxyOptions,
          gatewayOptions,
          environment,
          training,
          shards,
          faults,
          others);
    }
  }

  private static final Set<String> TRAINED = Set.of("legacy", "proxy-1", "gateway");

  /**
   * Plans a cluster; {@link #start} begins it.
   *
   * @param dist folder of the built jars
   * @param folder of data and logs
   * @param onLine gets name and line of what processes print
   */
  public LocalCluster(
      Path dist, Path folder, Settings settings, BiConsumer<String, String> onLine) {
    this.dist = dist;
    this.folder = folder;
    this.settings = settings;
    this.onLine = onLine;
    metrics = new MetricsTargets(folder);
    stores = StoreStarts.schemas(folder, settings.shards());
    proxyStarts = new ProxyStarts(settings, dist);
    List<Integer> ports = Ports.free(2);
    catalogPort = ports.get(0);
    gatewayPort = settings.gatewayPort() == 0 ? ports.get(1) : settings.gatewayPort();
  }

  /** Starts everything and waits until it serves. */
  public void start() {
    int servers = stores.size() + settings.proxies();
    // The catalog and the gateway have theirs already, but for the catalog's metrics.
    List<Integer> free = Ports.free(2 * servers + 1, Set.of(catalogPort, gatewayPort));
    metrics.reserve(free.subList(servers, free.size()));
    ports.addAll(free.subList(0, servers));
    String catalog = "127.0.0.1:" + catalogPort;
    boolean wentOnBefore = Files.exists(folder.resolve("catalog.db"));
    launch(
        new ProcessSpec(
            "catalog",
            "store-node",
            64,
            List.of(
                "--role",
                "catalog",
                "--file",
                folder.resolve("catalog.db").toString(),
                "--listen",
                catalog)));
    StoreStarts starts = new StoreStarts(folder, catalog, settings.faults());
    stores.forEach((name, schema) -> launch(starts.spec(name, schema, port())));
    proxyStarts
        .releases(wentOnBefore ? ProxyStarts.known(catalog) : Optional.empty())
        .forEach((release, count) -> {
          for (int i = 0; i < count; i++) {
            var _ = launchProxy(release);
          }
        });
    List<String> gateway =
        new ArrayList<>(
            List.of(
                "--name", "gateway", "--listen", "127.0.0.1:" + gatewayPort, "--catalog", catalog));
    gateway.addAll(settings.gatewayOptions());
    launch(new ProcessSpec("gateway", "api-gateway", 96, gateway));
    metrics.gateway(gatewayPort);
    processes.values().forEach(ManagedProcess::awaitReady);
    ServingCheck.await(url(), stores.keySet(), folder.resolve("logs"));
  }

  private int port() {
    Integer reserved = ports.poll();
    return reserved == null ? Ports.free(1).getFirst() : reserved;
  }

  private ManagedProcess launchProxy(String release) {
    String name = "proxy-" + proxyNumber.incrementAndGet();
    proxyReleases.put(name, release);
    return launch(proxyStarts.spec(name, release, port(), catalog()), proxyStarts.dist(release));
  }

  /** Starts a further process beside the others. */
  public ManagedProcess launch(ProcessSpec spec) {
    return launch(spec, dist);
  }

  private ManagedProcess launch(ProcessSpec spec, Path jars) {
    ManagedProcess process =
        ManagedProcess.start(
            metrics
                .serving(spec)
                .with(settings.environment(), settings.training() && TRAINED.contains(spec.name())),
            jars,
            folder.resolve("logs"),
            line -> onLine.accept(spec.name(), line));
    processes.put(spec.name(), process);
    order.add(spec.name());
    return process;
  }

  /**
   * From now on proxies are started, stopped and started again as the catalog wants them. Once,
   * after {@link #start}.
   */
  public void supervise(BiConsumer<String, String> onEvent) {
    ProxyFleet kept =
        new ProxyFleet(
            "supervisor-" + ProcessHandle.current().pid() + "-" + catalogPort,
            proxyStarts.first(),
            new ProxyFleet.Launcher() {
              @Override
              public ManagedProcess start(String release) {
                return launchProxy(release);
              }

              @Override
              public void stop(ManagedProcess proxy, long millis) {
                proxy.stop(millis);
                order.remove(proxy.name());
                processes.remove(proxy.name());
                proxyReleases.remove(proxy.name());
                metrics.retire(proxy.name());
              }
            },
            new SupervisorLink(catalog()),
            onEvent);
    proxyReleases.forEach((name, release) -> kept.adopt(process(name), release));
    fleet = kept;
    kept.start();
  }

  /** From now on a process that dies is started again, after a moment, unless it is supervised. */
  public void restartWhatDies(BiConsumer<String, String> onEvent) {
    ProxyFleet kept = fleet;
    processes.values().stream()
        .filter(process -> kept == null || !kept.keeps(process.name()))
        .forEach(process -> watch(process, onEvent));
  }

  private void watch(ManagedProcess process, BiConsumer<String, String> onEvent) {
    process.onExit(() -> {
      if (closing) {
        return;
      }
      onEvent.accept(process.name(), "died, is started again");
      try {
        TimeUnit.MILLISECONDS.sleep(RESTART_PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (!closing) {
        process.restart();
        watch(process, onEvent);
      }
    });
  }

  /** Tells once of each process that dies before {@link #close}. */
  public void onDeath(BiConsumer<String, String> onEvent) {
    processes
        .values()
        .forEach(process ->
            process.onExit(() -> {
              if (!closing) {
                onEvent.accept(process.name(), "died; see " + process.logFile());
              }
            }));
  }

  public ManagedProcess process(String name) {
    ManagedProcess process = processes.get(name);
    if (process == null) {
      throw new IllegalArgumentException(
          "no process '" + name + "' in " + new TreeMap<>(processes).keySet());
    }
    return process;
  }

  /** host:port of the proxies that serve. */
  public List<String> proxies() {
    return processes.values().stream()
        .filter(process -> process.name().startsWith("proxy-"))
        .sorted(Comparator.comparing(ManagedProcess::name))
        .flatMap(process -> process.address().stream())
        .toList();
  }

  /** Base address of the gateway. */
  public String url() {
    return "http://127.0.0.1:" + gatewayPort;
  }

  /** host:port of the catalog. */
  public String catalog() {
    return "127.0.0.1:" + catalogPort;
  }

  /** Stops all, last started first. */
  @Override
  public void close() {
    closing = true;
    ProxyFleet kept = fleet;
    if (kept != null) {
      kept.close();
    }
    List<Thread> stops = new ArrayList<>();
    for (String name : order.reversed()) {
      // Together: each stops within its bound, whatever the others do.
      ManagedProcess process = processes.get(name);
      if (process != null) { // or it was stopped just now
        stops.add(Thread.ofPlatform().name("stop-" + name).start(process::stop));
      }
    }
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
