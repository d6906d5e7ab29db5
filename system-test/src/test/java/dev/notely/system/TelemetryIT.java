package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.WatchTelemetry;
import dev.notely.runtime.grpc.Transport;
import dev.notely.supervisor.ManagedProcess;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The telemetry stream of real proxies: it shows what happens, survives them, and is no burden. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TelemetryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One a second: so many that what is kept for somebody who does not read adds up. */
  private static final int UPDATES = 15;

  /** A third of a megabyte for each watcher; a few updates of this small system are less. */
  private static final long MOST_KEPT = 16L * 1024 * 1024;

  /** Far more than the slowest machine needs, and less than users wait. */
  private static final double HUNG_MS = 10_000;

  private static final Pattern LIVE_HEAP =
      Pattern.compile(
          "^jvm_memory_used_after_last_gc_bytes\\{[^}]*jvm_memory_type=\"heap\"[^}]*} (\\S+)$",
          Pattern.MULTILINE);

  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final List<TelemetryWatcher> watchers = new ArrayList<>();
  private RunningSystem system;
  private Operator operator;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    operator = new Operator(system.gateway());
  }

  @AfterAll
  void stop() {
    watchers.forEach(TelemetryWatcher::close);
    system.close();
    transport.close();
  }

  private TelemetryWatcher watch(String proxy, WatchTelemetry request, int reads) {
    TelemetryWatcher watcher =
        new TelemetryWatcher(transport, process(proxy).awaitReady(), request, reads);
    watchers.add(watcher);
    return watcher;
  }

  private TelemetryWatcher watch(String proxy) {
    return watch(proxy, WatchTelemetry.getDefaultInstance(), TelemetryWatcher.ALL);
  }

  private ManagedProcess process(String name) {
    return system.cluster().process(name);
  }

  private static void eventually(Runnable assertion) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion::run);
  }

  @Test
  @Order(1)
  void requestsAndStoreOperationsAreCounted() {
    String account =
        operator.send("POST", "/accounts", Map.of("name", "seen")).body().path("id").asString();
    String notes = "/accounts/" + account + "/notes";
    String note =
        operator.send("POST", notes, Map.of("content", "one")).body().path("id").asString();
    for (int i = 0; i < 7; i++) {
      assertThat(operator.send("GET", notes + "/" + note, Map.of()).status()).isEqualTo(200);
    }
    TelemetryWatcher watcher = watch("proxy-1");
    eventually(() -> {
      assertThat(watcher.total("POST /accounts/{account}/notes 201")).isEqualTo(1);
      assertThat(watcher.total("GET /accounts/{account}/notes/{note} 200")).isEqualTo(7);
      assertThat(watcher.operations("legacy get ok")).isEqualTo(7);
      assertThat(watcher.operations("legacy create ok")).isEqualTo(1);
      assertThat(watcher.account("seen").map(Account::getNotes)).contains(1L);
      assertThat(watcher.account("seen").map(Account::getHome)).contains("legacy");
      assertThat(watcher.store("legacy").map(Store::getNotes)).contains(1L);
      assertThat(watcher.proxies().keySet()).containsExactlyInAnyOrder("proxy-1", "proxy-2");
      assertThat(watcher.missing()).isEmpty();
      // Each store says so much when it opens its file; the gateway, that it listens.
      assertThat(watcher.logged()).contains("catalog", "legacy", "new", "gateway");
    });
    assertThat(watcher.snapshots()).isEqualTo(1);
    assertThat(watcher.last().getAccountsTotal()).isEqualTo(1);
  }

  @Test
  @Order(2)
  void aMoveIsSeenInAccountsAndMigrations() {
    TelemetryWatcher watcher = watch("proxy-2");
    long id =
        operator.create(
            Map.of(
                "name",
                "watched",
                "from",
                List.of("legacy"),
                "to",
                Map.of("stores", List.of("new")),
                "gate",
                Map.of("soak", "1s", "maxErrorRate", 1.0, "maxLatencyRatio", 100.0)));
    eventually(
        () -> assertThat(watcher.migration(id).map(Migration::getState)).contains("PLANNED"));
    operator.done(id, "start");
    eventually(() -> {
      Account moved = watcher.account("seen").orElseThrow();
      assertThat(moved.getHome()).isEqualTo("new");
      assertThat(moved.getPhase()).isEqualTo("kept");
      assertThat(moved.getMigration()).isEqualTo(id);
      JsonNode status = JSON.readTree(watcher.migration(id).orElseThrow().getStatus());
      assertThat(status.path("done").asLong()).isEqualTo(1);
      assertThat(watcher.operations("legacy seal ok")).isPositive();
    });
    operator.insists(id, "rollback");
    operator.awaitState(id, "ROLLED_BACK");
    eventually(() -> {
      Migration ended = watcher.migration(id).orElseThrow();
      assertThat(ended.getState()).isEqualTo("ROLLED_BACK");
      assertThat(ended.getStatus()).isEmpty();
      assertThat(watcher.account("seen").map(Account::getHome)).contains("legacy");
    });
  }

  /** What lives on the proxy's heap, in bytes: as its metrics have it after a full collection. */
  private long liveHeap(String proxy) throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process(proxy).pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(collection.waitFor()).isZero();
    String body = system.metrics(proxy);
    List<Double> pools =
        LIVE_HEAP.matcher(body).results().map(match -> Double.valueOf(match.group(1))).toList();
    assertThat(pools).as(body).isNotEmpty();
    return Math.round(pools.stream().mapToDouble(bytes -> bytes).sum());
  }

  /** What a watcher does who does not read is nobody's affair. */
  @Test
  @Order(3)
  void fiftyWatchersAndStalledOnesAreInNobodysWay() throws IOException, InterruptedException {
    long heapBefore = liveHeap("proxy-1");
    List<TelemetryWatcher> stalled = new ArrayList<>();
    List<TelemetryWatcher> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      stalled.add(watch("proxy-1", WatchTelemetry.getDefaultInstance(), i == 0 ? 1 : 0));
    }
    for (int i = 0; i < 50; i++) {
      readers.add(watch("proxy-1"));
    }
    ManagedProcess users = system.startUsers(5, 300);
    eventually(() -> assertThat(readers).allMatch(reader -> reader.updates() >= UPDATES));
    assertThat(liveHeap("proxy-1") - heapBefore)
        .as("what the proxy keeps for all of them, in bytes")
        .isLessThan(MOST_KEPT);
    assertThat(readers).allMatch(reader -> reader.ended().isOk() && reader.snapshots() == 1);
    TelemetryWatcher first = stalled.getFirst();
    assertThat(first.updates()).isEqualTo(1);
    first.read(TelemetryWatcher.ALL);
    long seen = readers.getFirst().last().getVersion();
    eventually(() -> assertThat(first.last().getVersion()).isGreaterThan(seen));
    assertThat(process("proxy-1").isAlive()).isTrue();
    JsonNode felt = system.assertNothingWrong(users);
    assertThat(felt.path("errorsByKind").toString()).as("no request failed").isEqualTo("{}");
    assertThat(felt.path("maxMs").asDouble()).as("none hung").isLessThan(HUNG_MS);
  }

  @Test
  @Order(4)
  void aProxyThatDiesInMidStreamIsFollowedByAnother() {
    TelemetryWatcher before = watch("proxy-1");
    eventually(() -> assertThat(before.updates()).isGreaterThan(2));
    process("proxy-1").kill();
    eventually(() -> assertThat(before.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    TelemetryWatcher after = watch("proxy-2", before.request(), TelemetryWatcher.ALL);
    eventually(() -> assertThat(after.updates()).isPositive());
    assertThat(after.snapshots()).as("another stream").isEqualTo(1);
    assertThat(after.last().getProxy()).isEqualTo("proxy-2");
    // The gateway reports elsewhere then, with all that it has counted.
    eventually(() -> {
      assertThat(after.total("GET /accounts/{account}/notes/{note} 200")).isGreaterThanOrEqualTo(7);
      assertThat(after.proxies().keySet()).containsExactly("proxy-2");
      assertThat(after.missing()).isEmpty();
    });
  }
}
