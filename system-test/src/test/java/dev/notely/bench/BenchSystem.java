package dev.notely.bench;

import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.supervisor.GatewayClient;
import dev.notely.supervisor.LocalCluster;
import dev.notely.system.TelemetryWatcher;
import io.grpc.ManagedChannel;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The system that is measured: each process once, or more proxies; and whoever operates it. */
final class BenchSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** With a migration: one that gives way to users may take long. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final long LOOK_MS = 250; // it takes of what is measured
  private static final Set<String> DEAD_ENDS = Set.of("HELD", "CANCELLED");

  private static final int READ_BACK = 50;
  private static final int FIRST_NOTES = 50;
  private static final int SHARDS = 1;

  /** Where accounts of users are born, and where they move to from there. */
  static final String HOME = "new";

  static final String SHARD = "shard-1";

  private final List<String> processes =
      new ArrayList<>(List.of("catalog", "legacy", HOME, SHARD, "gateway"));
  private final LocalCluster cluster;
  private final GatewayClient gateway;
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final ManagedChannel catalog;
  private final List<String> wrongs = new ArrayList<>();
  private final StoreDirectory stores = new StoreDirectory(transport);

  /** Starts it with one proxy. */
  BenchSystem(Path dist, Path folder, Options options) throws IOException {
    this(dist, folder, options, 1);
  }

  /**
   * Starts it.
   *
   * @param folder with data that was made before, or without any
   * @param options further ones of the processes
   */
  BenchSystem(Path dist, Path folder, Options options, int proxies) throws IOException {
    for (int proxy = 1; proxy <= proxies; proxy++) {
      processes.add("proxy-" + proxy);
    }
    Files.createDirectories(folder.resolve("logs"));
    cluster =
        new LocalCluster(
            dist,
            folder,
            new LocalCluster.Settings(
                proxies,
                0,
                options.proxy(),
                options.gateway(),
                options.environment(),
                false,
                SHARDS,
                false),
            (_, _) -> {});
    cluster.start();
    gateway = new GatewayClient(cluster.url(), PATIENCE);
    catalog = transport.channel(HostPort.parse(cluster.catalog()));
    stores.update(
        MemberServiceGrpc.newBlockingStub(catalog)
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .watch(WatchMembers.getDefaultInstance())
            .next());
  }

  URI url() {
    return URI.create(cluster.url());
  }

  StoreDirectory stores() {
    return stores;
  }

  /** Processor time of all processes since their start. */
  CpuTimes cpu() {
    return cpu(processes);
  }

  /** Processor time of some processes since their start. */
  CpuTimes cpu(List<String> processes) {
    SortedMap<String, Duration> times = new TreeMap<>();
    processes.forEach(process -> times.put(process, cpu(process)));
    return new CpuTimes(times);
  }

  /** Processor time of one process since its start. */
  Duration cpu(String process) {
    return CpuTimes.of(process, cluster.process(process).pid());
  }

  /** Where the first proxy serves. */
  String proxy() {
    return cluster.proxies().getFirst();
  }

  /** Somebody who reads all that the proxy tells. */
  TelemetryWatcher watcher() {
    return new TelemetryWatcher(
        transport, proxy(), WatchTelemetry.getDefaultInstance(), TelemetryWatcher.ALL);
  }

  /** Keeps what was wrong in a run. */
  LoadFigures felt(LoadFigures figures) {
    wrongs.addAll(figures.wrongs());
    return figures;
  }

  /** Keeps something that must not be. */
  void wrong(String what) {
    wrongs.add(what);
  }

  /** All that must not be. */
  List<String> wrongs() {
    return List.copyOf(wrongs);
  }

  /** Users with new accounts in {@link #HOME}, and some notes to begin with. */
  List<User> users(String name, int number) {
    List<User> users = User.sharing(name, number, createAccounts(number));
    ask(users, user -> Stream.generate(user::create).limit(FIRST_NOTES).toList());
    return users;
  }

  /** Reads the latest notes of each user once more. */
  void readBack(List<User> users) {
    ask(users, user -> user.readBack(READ_BACK));
  }

  /** Once, all users at a time: every operation must be done. */
  private void ask(List<User> users, Function<User, List<Operation>> operations) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<String>> of :
          users.stream().map(user -> threads.submit(() -> ask(user, operations))).toList()) {
        wrongs.addAll(of.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a user could not go on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while users asked", e);
    }
  }

  private List<String> ask(User user, Function<User, List<Operation>> operations) {
    try (HttpConnection connection = new HttpConnection(url())) {
      return operations.apply(user).stream()
          .filter(operation ->
              !(user.judge(operation, connection.send(operation)) instanceof Answer.Done))
          .map(operation -> "not answered as it must be: " + operation)
          .toList();
    }
  }

  private List<UUID> createAccounts(int number) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      JsonNode created = send("POST", "/accounts", Map.of("name", "user " + i, "shard", HOME), 201);
      ids.add(UUID.fromString(created.path("id").asString()));
    }
    return ids;
  }

  Placement placement(UUID account) {
    return new CatalogClient(catalog, "bench").find(account);
  }

  /** Of each account: what its home must be shown. */
  Map<UUID, Proof> proofs(List<UUID> accounts) {
    Map<UUID, Proof> proofs = new HashMap<>();
    for (UUID account : accounts) {
      Placement placement = placement(account);
      proofs.put(
          account,
          Proof.newBuilder()
              .setAccount(Ids.bytes(account))
              .setHome(placement.home())
              .setEpoch(placement.epoch())
              .setRole(Role.HOME)
              .build());
    }
    return proofs;
  }

  /** Creates a migration of the given accounts, and starts it. */
  long migrate(String name, String from, String to, List<UUID> accounts, Map<String, Object> more) {
    long id = plan(name, from, to, accounts, more);
    command(id, "start");
    return id;
  }

  /** Creates a migration of the given accounts. */
  long plan(String name, String from, String to, List<UUID> accounts, Map<String, Object> more) {
    Map<String, Object> spec = new HashMap<>(more);
    spec.put("name", name);
    spec.put("from", List.of(from));
    spec.put("to", Map.of("stores", List.of(to)));
    spec.put("accounts", accounts.stream().map(UUID::toString).toList());
    spec.put("gate", Map.of("soak", "0s", "maxErrorRate", 1.0, "maxLatencyRatio", 1_000.0));
    return send("POST", "/migrations", spec, 201).path("id").asLong();
  }

  void command(long id, String command) {
    send("POST", "/migrations/" + id + "/" + command, Map.of("reason", "bench"), 200);
  }

  /** Changes limits of a migration. */
  void limit(long id, Map<String, Object> limits) {
    send("PATCH", "/migrations/" + id, Map.of("limits", limits), 200);
  }

  /** Waits, and answers the status. */
  JsonNode await(long id, Predicate<JsonNode> until) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      JsonNode status = send("GET", "/migrations/" + id, Map.of(), 200);
      if (until.test(status)) {
        return status;
      }
      if (DEAD_ENDS.contains(status.path("state").asString()) || System.nanoTime() > end) {
        throw new IllegalStateException("waited in vain for migration " + status);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  JsonNode status(long id) throws InterruptedException {
    return await(id, _ -> true);
  }

  /** What dual writes and shadow reads came to. */
  JsonNode mirrors(long id) {
    return send("GET", "/migrations/" + id + "/mirrors", Map.of(), 200);
  }

  JsonNode awaitState(long id, String state) throws InterruptedException {
    return await(id, status -> status.path("state").asString().equals(state));
  }

  /** As soon as nothing stands in the way of a rollback, it is carried out. */
  void rollback(long id) throws InterruptedException {
    await(
        id,
        status ->
            status.path("done").asLong() == 0 || status.path("lag").path("healthy").asBoolean());
    command(id, "rollback");
    awaitState(id, "ROLLED_BACK");
  }

  void finish(long id) throws InterruptedException {
    command(id, "finish");
    awaitState(id, "COMPLETED");
  }

  /** The journal. */
  List<JsonNode> events(long id) {
    return pages("/migrations/" + id + "/events?limit=1000");
  }

  List<JsonNode> accounts(long id) {
    return pages("/migrations/" + id + "/accounts?limit=1000");
  }

  private List<JsonNode> pages(String first) {
    List<JsonNode> all = new ArrayList<>();
    for (String next = first; !next.isEmpty(); ) {
      GatewayClient.Answer page = answer("GET", next, Map.of(), 200);
      page.body().forEach(all::add);
      next = page.next();
    }
    return all;
  }

  private JsonNode send(String method, String path, Map<String, Object> body, int expected) {
    return answer(method, path, body, expected).body();
  }

  private GatewayClient.Answer answer(
      String method, String path, Map<String, Object> body, int expected) {
    GatewayClient.Answer answer =
        gateway
            .send(method, path, body)
            .orElseThrow(() -> new IllegalStateException("no answer to " + method + " " + path));
    if (answer.status() != expected) {
      throw new IllegalStateException(
          method + " " + path + " was answered " + answer.status() + ": " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() {
    stores.close();
    catalog.shutdownNow();
    transport.close();
    gateway.close();
    cluster.close();
  }
}
