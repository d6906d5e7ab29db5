package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.GatewayClient;
import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A store of many small accounts migrates to shards, with strict users on some accounts, and is
 * finished: what it takes is told, and what it comes to is checked.
 */
final class ScaleRun {
  private static final int SHARDS = 4;
  private static final int USERS = 8;
  private static final long LOOK_MS = 200;
  private static final List<String> OTHERS =
      List.of("catalog", "legacy", "proxy-1", "proxy-2", "gateway");

  private final Size size;
  private final Consumer<String> tell;
  private final Map<String, Histogram> looks = new TreeMap<>();
  private final AtomicLong worstSecond = new AtomicLong();
  private final Path folder;
  private final List<String> stores =
      IntStream.rangeClosed(1, SHARDS).mapToObj(shard -> "shard-" + shard).toList();

  /**
   * How much there is.
   *
   * @param rpm requests of each user in a minute
   * @param patience for each phase
   */
  record Size(int accounts, int notesEach, int concurrent, int rpm, Duration patience) {}

  /** What the catalog has committed so far, to a second. */
  private record CatalogWork(long commits, long writes) {
    static CatalogWork of(OtlpReceiver collector) {
      return new CatalogWork(
          collector.counter("catalog", "notely.sqlite.commits"),
          collector.counter("catalog", "notely.sqlite.writes"));
    }

    void since(CatalogWork before, int accounts, String when, Consumer<String> tell) {
      assertThat(writes).as("writes of the catalog").isGreaterThan(before.writes);
      tell.accept(
          "%s: catalog since the start: %.2f writes and %.2f transactions an account"
              .formatted(
                  when,
                  (double) (writes - before.writes) / accounts,
                  (double) (commits - before.commits) / accounts));
    }
  }

  private ScaleRun(Size size, Consumer<String> tell) throws IOException {
    this.size = size;
    this.tell = tell;
    folder = Files.createTempDirectory("notely-scale-");
    Files.createDirectories(folder.resolve("logs"));
  }

  /** Runs it; fails if anything is wrong in the end. */
  static void run(Size size, Consumer<String> tell)
      throws IOException, SQLException, InterruptedException {
    new ScaleRun(size, tell).run();
  }

  private void run() throws IOException, SQLException, InterruptedException {
    long began = System.nanoTime();
    GeneratedNotes.Sum before = GeneratedNotes.make(folder, size.accounts(), size.notesEach());
    tell.accept(
        "%,d accounts with %,d notes in %.1f s"
            .formatted(size.accounts(), before.notes(), seconds(began)));
    try (OtlpReceiver collector = new OtlpReceiver();
        LocalCluster cluster =
            new LocalCluster(
                Path.of(System.getProperty("notely.dist")),
                folder,
                new LocalCluster.Settings(
                    2, 0, List.of(), collector.metricsOnly(), false, SHARDS, false),
                this::onLine)) {
      cluster.start();
      try (GatewayClient gateway = new GatewayClient(cluster.url(), size.patience())) {
        migrate(cluster, gateway, collector);
      }
    }
    GeneratedNotes.Sum after = GeneratedNotes.Sum.NONE;
    for (String store : stores) {
      after = after.plus(GeneratedNotes.in(folder.resolve(store + ".db")));
    }
    assertThat(after).as("what the shards have").isEqualTo(before);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The users' line of a second. */
  private void onLine(String process, String line) {
    if (process.equals("load")) {
      JsonNode second = JsonMapper.builder().build().readTree(line);
      worstSecond.accumulateAndGet(second.path("p99Ms").asLong(), Math::max);
    }
  }

  private void migrate(LocalCluster cluster, GatewayClient gateway, OtlpReceiver collector)
      throws IOException, InterruptedException {
    Path report = folder.resolve("load-report.json");
    ManagedProcess users = cluster.launch(users(cluster, report));
    awaitUsers(gateway);
    plan(cluster, gateway);
    long id =
        timed(
            "created", () -> send(gateway, "POST", "/migrations", spec(), 201).path("id").asLong());
    timed("started", () -> command(gateway, id, "start"));
    resources(cluster, "started");
    CatalogWork started = CatalogWork.of(collector);
    long began = System.nanoTime();
    follow(cluster, gateway, id, "SOAKING");
    double took = seconds(began);
    tell.accept(
        "moved in %.1f s: %.0f accounts/s, %.0f records/s"
            .formatted(
                took, size.accounts() / took, (double) size.accounts() * size.notesEach() / took));
    CatalogWork.of(collector).since(started, size.accounts(), "moved", tell);
    resources(cluster, "moved");
    command(gateway, id, "verify");
    began = System.nanoTime();
    await(gateway, id, status -> status.path("verification").asString().equals("PASSED"));
    tell.accept("verified in %.1f s".formatted(seconds(began)));
    users.stop();
    JsonNode felt = JsonMapper.builder().build().readTree(Files.readAllBytes(report));
    tell.accept(
        "users: %d requests, p50 %.1f ms, p99 %.1f ms, max %.0f ms, errors %s"
            .formatted(
                felt.path("requests").asLong(),
                felt.path("p50Ms").asDouble(),
                felt.path("p99Ms").asDouble(),
                felt.path("maxMs").asDouble(),
                felt.path("errorsByKind")));
    assertThat(felt.path("violationList").toString()).isEqualTo("[]");
    assertThat(felt.path("undecided").asLong()).isZero();
    command(gateway, id, "finish");
    began = System.nanoTime();
    follow(cluster, gateway, id, "COMPLETED");
    tell.accept("finished in %.1f s".formatted(seconds(began)));
    CatalogWork.of(collector).since(started, size.accounts(), "finished", tell);
    resources(cluster, "finished");
    for (String route : List.of("", "/accounts", "/events")) {
      tell.accept(
          "at the gateway, GET /migrations/{migration}%s: %.1f %% within 25 ms, %.1f %% within 50 ms"
              .formatted(
                  route,
                  100 * collector.shareWithin("/migrations/{migration}" + route, 0.025),
                  100 * collector.shareWithin("/migrations/{migration}" + route, 0.05)));
    }
    looks.forEach((what, times) ->
        tell.accept(
            "GET %s: p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d"
                .formatted(
                    what,
                    times.getValueAtPercentile(50) / 1e3,
                    times.getValueAtPercentile(99) / 1e3,
                    times.getMaxValue() / 1e3,
                    times.getTotalCount())));
    events(gateway, id);
    checkStores(gateway);
  }

  /** An account that is made while a migration begins would take part or not. */
  private void awaitUsers(GatewayClient gateway) throws InterruptedException {
    long end = System.nanoTime() + size.patience().toNanos();
    while (gateway.get("/stores").get(0).path("accounts").asLong() < size.accounts() + USERS) {
      assertThat(System.nanoTime()).as("out of patience for the users").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private ProcessSpec users(LocalCluster cluster, Path report) {
    return new ProcessSpec(
        "load",
        "loadgen",
        128,
        List.of(
            "--url",
            cluster.url(),
            "--concurrency",
            Integer.toString(USERS),
            "--rpm",
            Integer.toString(size.rpm()),
            "--allow-errors",
            "--progress",
            "json",
            "--report",
            report.toString()));
  }

  private Map<String, Object> spec() {
    return Map.of(
        "name", "scale",
        "from", List.of("legacy"),
        "to", Map.of("stores", stores),
        "gate", Map.of("soak", "1s", "maxErrorRate", 1.0, "maxLatencyRatio", 100.0),
        "limits", Map.of("concurrentAccounts", size.concurrent()));
  }

  private void plan(LocalCluster cluster, GatewayClient gateway) throws IOException {
    JsonNode plan =
        timed("planned", () -> send(gateway, "POST", "/migrations?dryRun=true", spec(), 200));
    resources(cluster, "planned");
    long planned = 0;
    for (JsonNode wave : plan.path("perWave")) {
      planned += wave.path("accounts").asLong();
    }
    assertThat(planned).isEqualTo(size.accounts() + USERS);
  }

  /** Looks on as an operator would, until the migration is in a state. */
  private void follow(LocalCluster cluster, GatewayClient gateway, long id, String state)
      throws IOException, InterruptedException {
    List<Integer> tellAt = new ArrayList<>(List.of(10, 50, 100));
    String path = "/migrations/" + id;
    String[] cursors = {path + "/events?limit=100", path + "/accounts?limit=100"};
    String[] pages = cursors.clone();
    long end = System.nanoTime() + size.patience().toNanos();
    while (true) {
      JsonNode status = look(gateway, "status", path).body();
      for (int i = 0; i < pages.length; i++) {
        String next = look(gateway, i == 0 ? "events" : "accounts", pages[i]).next();
        pages[i] = next.isEmpty() ? cursors[i] : next;
      }
      long percent =
          100 * status.path("done").asLong() / Math.max(1, status.path("total").asLong());
      if (state.equals("SOAKING") && !tellAt.isEmpty() && percent >= tellAt.getFirst()) {
        resources(cluster, tellAt.removeFirst() + " %");
      }
      if (status.path("state").asString().equals(state)) {
        return;
      }
      assertThat(status.path("state").asString()).as(status.toString()).isNotEqualTo("HELD");
      assertThat(System.nanoTime()).as(() -> "out of patience: " + status).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  private Answer look(GatewayClient gateway, String what, String path) {
    long began = System.nanoTime();
    Answer answer = gateway.send("GET", path, Map.of()).orElseThrow();
    looks
        .computeIfAbsent(what, _ -> new Histogram(60_000_000, 3))
        .recordValue((System.nanoTime() - began) / 1_000);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer;
  }

  private void await(GatewayClient gateway, long id, Predicate<JsonNode> until)
      throws InterruptedException {
    long end = System.nanoTime() + size.patience().toNanos();
    while (true) {
      JsonNode status = look(gateway, "status", "/migrations/" + id).body();
      if (until.test(status)) {
        return;
      }
      assertThat(System.nanoTime()).as(() -> "out of patience: " + status).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }

  /** The journal's entries, each a row that some transaction wrote. */
  private void events(GatewayClient gateway, long id) {
    Map<String, Integer> kinds = new TreeMap<>();
    int all = 0;
    for (String next = "/migrations/" + id + "/events?limit=1000"; !next.isEmpty(); ) {
      Answer page = look(gateway, "events (1,000)", next);
      for (JsonNode event : page.body()) {
        kinds.merge(event.path("event").asString(), 1, Integer::sum);
        all++;
      }
      next = page.next();
    }
    tell.accept(
        "journal: %.2f events an account: %s".formatted((double) all / size.accounts(), kinds));
  }

  private void checkStores(GatewayClient gateway) {
    long accounts = 0;
    for (JsonNode store : gateway.get("/stores")) {
      assertThat(store.path("copies").asLong()).as(store.toString()).isZero();
      accounts += store.path("accounts").asLong();
      boolean isShard = stores.contains(store.path("name").asString());
      assertThat(isShard || store.path("accounts").asLong() == 0).as(store.toString()).isTrue();
    }
    assertThat(accounts).isEqualTo(size.accounts() + USERS);
  }

  private JsonNode command(GatewayClient gateway, long id, String command) {
    return send(
        gateway, "POST", "/migrations/" + id + "/" + command, Map.of("reason", "scale"), 200);
  }

  private static JsonNode send(
      GatewayClient gateway, String method, String path, Map<String, Object> body, int expected) {
    Optional<Answer> answer = gateway.send(method, path, body);
    assertThat(answer).as(path).isPresent();
    assertThat(answer.get().status()).as(answer.get().body().toString()).isEqualTo(expected);
    return answer.get().body();
  }

  private <R> R timed(String what, Supplier<R> work) {
    long began = System.nanoTime();
    R result = work.get();
    tell.accept("%s in %.2f s".formatted(what, seconds(began)));
    return result;
  }

  /** Memory now, and processor time since the start, which a busy machine does not change. */
  private void resources(LocalCluster cluster, String when) throws IOException {
    List<String> memory = new ArrayList<>();
    List<String> processor = new ArrayList<>();
    for (String name : Stream.concat(OTHERS.stream(), stores.stream()).toList()) {
      ProcessHandle process = ProcessHandle.of(cluster.process(name).pid()).orElseThrow();
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      try (Stream<String> lines = Files.lines(status)) {
        String kib = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
        memory.add(name + " " + Long.parseLong(kib.replaceAll("\\D", "")) / 1024);
      }
      Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
      processor.add(name + " " + Math.round(used.toMillis() / 1e3));
    }
    tell.accept("%s: MiB %s".formatted(when, String.join(", ", memory)));
    tell.accept(
        "%s: worst second of the users since the last: p99 %d ms"
            .formatted(when, worstSecond.getAndSet(0)));
    tell.accept("%s: processor s %s".formatted(when, String.join(", ", processor)));
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
