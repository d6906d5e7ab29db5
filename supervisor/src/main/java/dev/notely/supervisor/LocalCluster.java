package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Catalog, stores (legacy, new and shards), proxies and a gateway on free loopback ports, which
 * they keep when they are started again.
 */
public final class LocalCluster implements AutoCloseable {
  private static final long RESTART_PAUSE_MS = 500;
  private static final long SERVING_S = 30;
  private static final long LOOK_MS = 25;

  private final Path dist;
  private final Path folder;
  private final Settings settings;
  private final BiConsumer<String, String> onLine;
  private final Map<String, String> stores; // schemas by name
  private final Map<String, ManagedProcess> processes = new ConcurrentHashMap<>();
  private final List<String> order = new ArrayList<>();
  private final int catalogPort;
  private final int gatewayPort;
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
   */
  public record Settings(
      int proxies,
      int gatewayPort,
      List<String> proxyOptions,
      List<String> gatewayOptions,
      Map<String, String> environment,
      boolean training,
      int shards,
      boolean faults) {
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
      this(proxies, gatewayPort, proxyOptions, List.of(), environment, training, 0, false);
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

    /** Proxies and a gateway, and nothing special. */
    static Settings plain(int proxies, int gatewayPort) {
      return new Settings(proxies, gatewayPort, List.of(), Map.of(), false);
    }

    /** The same with that many shards. */
    Settings withShards(int number) {
      return new Settings(
          proxies,
          gatewayPort,
          proxyOptions,
          gatewayOptions,
          environment,
          training,
          number,
          faults);
    }

    /** The same with these options of every proxy. */
    Settings withProxyOptions(List<String> options) {
      return new Settings(
          proxies, gatewayPort, options, gatewayOptions, environment, training, shards, faults);
    }

    /** The same with these options of the gateway. */
    public Settings withGatewayOptions(List<String> options) {
      return new Settings(
          proxies, gatewayPort, proxyOptions, options, environment, training, shards, faults);
    }

    /** The same with stores that can be slowed. */
    public Settings withFaults() {
      return new Settings(
          proxies, gatewayPort, proxyOptions, gatewayOptions, environment, training, shards, true);
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
    stores = stores(folder, settings.shards());
    List<Integer> ports = Ports.free(2);
    catalogPort = ports.get(0);
    gatewayPort = settings.gatewayPort() == 0 ? ports.get(1) : settings.gatewayPort();
  }

  /** Shards of an earlier run are started too: accounts may live there. */
  private static Map<String, String> stores(Path folder, int shards) {
    Map<String, String> stores = new LinkedHashMap<>();
    stores.put("legacy", "legacy");
    stores.put("new", "clustered");
    for (int i = 1; i <= Settings.MAX_SHARDS; i++) {
      String name = "shard-" + i;
      if (i <= shards || Files.exists(folder.resolve(name + ".db"))) {
        stores.put(name, "clustered");
      }
    }
    return stores;
  }

  /** Starts everything and waits until it serves. */
  public void start() {
    Iterator<Integer> ports = Ports.free(stores.size() + settings.proxies()).iterator();
    String catalog = "127.0.0.1:" + catalogPort;
    launch(
        new ProcessSpec(
            "catalog",
            "store-node",
            64,
            List.of("--role", "catalog", "--file", file("catalog"), "--listen", catalog)));
    stores.forEach((name, schema) -> launch(store(name, schema, ports.next(), catalog)));
    for (int i = 0; i < settings.proxies(); i++) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--name",
                  "proxy-" + (i + 1),
                  "--listen",
                  "127.0.0.1:" + ports.next(),
                  "--catalog",
                  catalog));
      arguments.addAll(settings.proxyOptions());
      launch(new ProcessSpec("proxy-" + (i + 1), "data-proxy", 96, arguments));
    }
    List<String> gateway =
        new ArrayList<>(
            List.of(
                "--name", "gateway", "--listen", "127.0.0.1:" + gatewayPort, "--catalog", catalog));
    gateway.addAll(settings.gatewayOptions());
    launch(new ProcessSpec("gateway", "api-gateway", 96, gateway));
    processes.values().forEach(ManagedProcess::awaitReady);
    awaitServing();
  }

  /**
   * Ready processes may not have heard of one another yet: a user's first request must not see it.
   */
  private void awaitServing() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVING_S);
    try (GatewayClient gateway = new GatewayClient(url())) {
      while (!servesAllStores(gateway)) {
        if (System.nanoTime() > end) {
          throw new StartupException(
              "the system was not serving after "
                  + SERVING_S
                  + " s; see "
                  + folder.resolve("logs"));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while the system started", e);
    }
  }

  private boolean servesAllStores(GatewayClient gateway) {
    return gateway
        .send("GET", "/stores", Map.of())
        .filter(answer -> answer.status() == 200)
        .map(answer ->
            // Further stores, of which the catalog knows from an earlier run, may be away.
            answer
                    .body()
                    .valueStream()
                    .filter(store -> stores.containsKey(store.path("name").asString()))
                    .filter(store -> store.path("state").asString().equals("serving"))
                    .count()
                == stores.size())
        .orElse(false);
  }

  private ProcessSpec store(String name, String schema, int port, String catalog) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--name", name,
                "--schema", schema,
                "--file", file(name),
                "--listen", "127.0.0.1:" + port,
                "--catalog", catalog));
    if (settings.faults()) {
      arguments.add("--faults");
    }
    return new ProcessSpec(name, "store-node", 64, arguments);
  }

  private String file(String name) {
    return folder.resolve(name + ".db").toString();
  }

  /** Starts a further process beside the others. */
  public ManagedProcess launch(ProcessSpec spec) {
    ManagedProcess process =
        ManagedProcess.start(
            spec.with(settings.environment(), settings.training() && TRAINED.contains(spec.name())),
            dist,
            folder.resolve("logs"),
            line -> onLine.accept(spec.name(), line));
    processes.put(spec.name(), process);
    order.add(spec.name());
    return process;
  }

  /** From now on a process that dies is started again, after a moment. */
  public void restartWhatDies(BiConsumer<String, String> onEvent) {
    processes.values().forEach(process -> watch(process, onEvent));
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
    List<Thread> stops = new ArrayList<>();
    for (String name : order.reversed()) {
      // Together: each stops within its bound, whatever the others do.
      stops.add(Thread.ofPlatform().name("stop-" + name).start(() -> process(name).stop()));
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
