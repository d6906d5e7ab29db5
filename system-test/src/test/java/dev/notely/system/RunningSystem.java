package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient;
import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A system of real processes with strict users, for one test class. */
final class RunningSystem implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SOME_REQUESTS = 20; // how many depends on the machine

  private final Path folder;
  private final SyncControl sync = new SyncControl();
  private final LocalCluster cluster;
  private final GatewayClient gateway;
  private final Path report;

  RunningSystem(int proxies, List<String> proxyOptions) throws IOException {
    this(proxies, proxyOptions, Map.of());
  }

  RunningSystem(int proxies, List<String> proxyOptions, Map<String, String> environment)
      throws IOException {
    this(settings(proxies, proxyOptions, environment), _ -> {});
  }

  /**
   * Over files that are there already.
   *
   * @param prepare makes them, in the data folder
   */
  RunningSystem(int proxies, List<String> proxyOptions, Consumer<Path> prepare) throws IOException {
    this(settings(proxies, proxyOptions, Map.of()), prepare);
  }

  RunningSystem(LocalCluster.Settings settings) throws IOException {
    this(settings, _ -> {});
  }

  private static LocalCluster.Settings settings(
      int proxies, List<String> proxyOptions, Map<String, String> environment) {
    return new LocalCluster.Settings(proxies, 0, proxyOptions, environment, false);
  }

  private RunningSystem(LocalCluster.Settings settings, Consumer<Path> prepare) throws IOException {
    folder = Files.createTempDirectory("notely-system-test-");
    Files.createDirectories(folder.resolve("logs"));
    prepare.accept(folder);
    report = folder.resolve("load-report.json");
    cluster =
        new LocalCluster(
            Path.of(System.getProperty("notely.dist")), folder, settings, sync::onLine);
    sync.attach(cluster);
    cluster.start();
    gateway = new GatewayClient(cluster.url());
  }

  LocalCluster cluster() {
    return cluster;
  }

  /** Where data and logs are. */
  Path folder() {
    return folder;
  }

  /** What a process tells Prometheus now. */
  String metrics(String process) throws IOException, InterruptedException {
    String address =
        JSON.readTree(Files.readString(folder.resolve("metrics-targets.json")))
            .valueStream()
            .filter(target -> target.at("/labels/instance").asString().equals(process))
            .map(target -> target.at("/targets/0").asString())
            .findFirst()
            .orElseThrow();
    URI metrics = URI.create("http://" + address + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  GatewayClient gateway() {
    return gateway;
  }

  SyncControl sync() {
    return sync;
  }

  /**
   * Strict users whose requests may fail while something is down, but must never be answered
   * wrongly.
   */
  ManagedProcess startUsers(int accounts, int rpm, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--url",
                cluster.url(),
                "--concurrency",
                Integer.toString(accounts),
                "--notes-per-account",
                "6",
                "--rpm",
                Integer.toString(rpm),
                "--allow-errors",
                "--progress",
                "json",
                "--report",
                report.toString()));
    options.addAll(List.of(more));
    int before = accounts().size();
    ManagedProcess users = cluster.launch(new ProcessSpec("load", "loadgen", 128, options));
    await().atMost(PATIENCE).until(() -> accounts().size() == before + accounts);
    return users;
  }

  /** A further store of the new schema, beside those that the system was started with. */
  void launchStore(String name, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--name",
                name,
                "--schema",
                "clustered",
                "--file",
                folder.resolve(name + ".db").toString(),
                "--listen",
                "127.0.0.1:0",
                "--catalog",
                cluster.catalog()));
    options.addAll(List.of(more));
    cluster.launch(new ProcessSpec(name, "store-node", 64, options));
  }

  /** Until the system knows it and it serves. */
  void awaitStore(String name) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            gateway
                .get("/stores")
                .valueStream()
                .anyMatch(store ->
                    store.path("name").asString().equals(name)
                        && store.path("state").asString().equals("serving")));
  }

  /** Ends the users, who read everything back, and answers their report. */
  private JsonNode stopUsers(ManagedProcess users) throws IOException {
    users.stop(PATIENCE.toMillis()); // they read everything back, each through the whole chain
    return JSON.readTree(Files.readAllBytes(report));
  }

  /** Ends the users, and answers their report: no answer was wrong, and none is undecided. */
  JsonNode assertNothingWrong(ManagedProcess users) throws IOException {
    JsonNode seen = stopUsers(users);
    assertThat(seen.path("requests").asLong()).as("users were there").isGreaterThan(SOME_REQUESTS);
    assertThat(seen.path("violationList").toString()).isEqualTo("[]");
    assertThat(seen.path("violations").asLong()).isZero();
    assertThat(seen.path("undecided").asLong()).isZero();
    return seen;
  }

  List<String> accounts() {
    List<String> ids = new ArrayList<>();
    gateway
        .send("GET", "/accounts", Map.of())
        .filter(answer -> answer.status() == 200)
        .ifPresent(answer -> answer.body().forEach(entry -> ids.add(entry.path("id").asString())));
    return ids;
  }

  String shardOf(String account) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                gateway
                    .send("GET", "/accounts/" + account, Map.of())
                    .filter(answer -> answer.status() == 200)
                    .map(answer -> answer.body().path("shard").asString())
                    .orElse(""),
            shard -> !shard.isEmpty());
  }

  void move(String account, String shard) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            gateway
                .send("PUT", "/accounts/" + account, Map.of("isMigrating", true, "shard", shard))
                .filter(answer -> answer.status() == 200)
                .isPresent());
  }

  void awaitArrival(String account, String shard) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            gateway
                .send("GET", "/accounts/" + account, Map.of())
                .filter(answer -> answer.status() == 200)
                .map(answer ->
                    !answer.body().path("isMigrating").asBoolean()
                        && answer.body().path("shard").asString().equals(shard))
                .orElse(false));
  }

  /** Every note is in one store only: chores are done, no copy is left. */
  void awaitOneCopyOfEverything(Map<String, Long> accountsByStore) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (JsonNode store : gateway.get("/stores")) {
            String name = store.path("name").asString();
            assertThat(store.path("state").asString()).as(name).isEqualTo("serving");
            long accounts = accountsByStore.getOrDefault(name, 0L);
            assertThat(store.path("accounts").asLong()).as(name).isEqualTo(accounts);
            assertThat(store.path("copies").asLong()).as(name).isZero();
          }
        });
  }

  @Override
  public void close() {
    gateway.close();
    cluster.close();
  }
}
