package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient;
import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A system of real processes with strict users, for one test class. */
final class RunningSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    folder = Files.createTempDirectory("notely-system-test-");
    Files.createDirectories(folder.resolve("logs"));
    report = folder.resolve("load-report.json");
    cluster =
        new LocalCluster(
            Path.of(System.getProperty("notely.dist")),
            folder,
            new LocalCluster.Settings(proxies, 0, proxyOptions, environment, false),
            sync::onLine);
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
  ManagedProcess startUsers(int accounts, int rpm) {
    ManagedProcess users =
        cluster.launch(
            new ProcessSpec(
                "load",
                "loadgen",
                128,
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
                    report.toString())));
    await().atMost(PATIENCE).until(() -> accounts().size() == accounts);
    return users;
  }

  /** Ends the users, who read everything back, and answers their report. */
  JsonNode stopUsers(ManagedProcess users) throws IOException {
    users.stop();
    return JsonMapper.builder().build().readTree(Files.readAllBytes(report));
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
