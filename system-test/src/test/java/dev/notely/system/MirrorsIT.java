package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Proxies that die between a write and its repetition at the target. Then dual writes and shadow
 * reads of a migration under strict users, with a proxy that dies in between; then damage in a copy
 * that nothing but a user's read comes across.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MirrorsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where users feel the system, few of their reads are compared: it takes more of them. */
  private static final Duration SEEN = Duration.ofMinutes(3);

  /** Notes of an account that is copied at one a second: it is under way for long enough. */
  private static final int SLOWLY_MOVED = 60;

  private static final String EXTRA = "00000000-0000-4000-8000-000000000001";

  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private String still;
  private List<String> notes;
  private long id;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    operator = new Operator(system.gateway());
    users = system.startUsers(4, 400);
    still =
        operator.send("POST", "/accounts", Map.of("name", "still")).body().path("id").asString();
    notes = List.of(note("still 0"), note("still 1"), note("still 2"));
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private String note(String content) {
    Answer created =
        operator.send("POST", "/accounts/" + still + "/notes", Map.of("content", content));
    assertThat(created.status()).isEqualTo(201);
    return created.body().path("id").asString();
  }

  private JsonNode mirrors() {
    return mirrors("");
  }

  private JsonNode mirrors(String query) {
    return operator.send("GET", "/migrations/" + id + "/mirrors" + query, Map.of()).body();
  }

  /** While it runs; proxies obey within a few seconds, also one that knew another share. */
  private void compareAllReads() {
    Answer wrong =
        operator.send("PATCH", "/migrations/" + id, Map.of("limits", Map.of("shadowReads", 1.5)));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("error").asString())
        .contains("limits.shadowReads must be a number from 0 to 1, not 1.5");
    Answer set =
        operator.send("PATCH", "/migrations/" + id, Map.of("limits", Map.of("shadowReads", 1.0)));
    assertThat(set.status()).as(set.body().toString()).isEqualTo(200);
    assertThat(set.body().path("limits").path("shadowReads").asDouble()).isEqualTo(1);
    assertThat(set.body().path("limits").path("recordsPerSecond").asLong()).isEqualTo(20);
  }

  private void restartProxy() {
    ManagedProcess proxy = system.cluster().process("proxy-1");
    proxy.kill();
    proxy.restart();
    proxy.awaitReady();
  }

  private static long sum(JsonNode stores, String figure) {
    long sum = 0;
    for (JsonNode store : stores) {
      sum += store.path(figure).asLong();
    }
    return sum;
  }

  private void awaitSum(String kind, String figure, long least) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          JsonNode mirrors = mirrors();
          assertThat(sum(mirrors.path(kind).path("stores"), figure))
              .as(mirrors.toString())
              .isGreaterThanOrEqualTo(least);
        });
  }

  /** Proxies hear a moment later that accounts have arrived. */
  private void awaitNoLag() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          JsonNode stores = mirrors().path("dualWrites").path("stores");
          assertThat(sum(stores, "lagRecords")).as(stores.toString()).isZero();
          assertThat(sum(stores, "lagMillis")).as(stores.toString()).isZero();
        });
  }

  /**
   * The target stands still while the home takes writes, and all proxies are killed when some wait
   * for it: nobody who knows of those is left.
   */
  @Test
  @Order(0)
  void aCrashBetweenTheTwoWritesLosesNothing() {
    String moving =
        operator.send("POST", "/accounts", Map.of("name", "moving")).body().path("id").asString();
    String notesOfIt = "/accounts/" + moving + "/notes";
    String path = "";
    for (int i = 0; i < SLOWLY_MOVED; i++) {
      Answer created = operator.send("POST", notesOfIt, Map.of("content", "first " + i));
      path = notesOfIt + "/" + created.body().path("id").asString();
    }
    id =
        operator.create(
            Map.of(
                "name", "between",
                "from", List.of("legacy"),
                "accounts", List.of(moving),
                "to", Map.of("stores", List.of("new")),
                "dualWrites", true,
                "gate", Map.of("soak", "0s"),
                "limits", Map.of("concurrentAccounts", 1, "recordsPerSecond", 1)));
    operator.done(id, "start");
    await().atMost(PATIENCE).until(() -> stateOfTheOnlyAccount().equals("COPYING"));
    String note = path;
    await()
        .atMost(PATIENCE)
        .until(() -> {
          write(note, "repeated");
          return sum(mirrors().path("dualWrites").path("stores"), "sent") > 0;
        });
    AtomicInteger written = new AtomicInteger();
    try (Stopped _ = new Stopped(system.cluster().process("new"))) {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(() -> {
            for (int i = 0; i < 3; i++) { // the first of them may be on its way
              write(note, "in between " + written.incrementAndGet());
            }
            return sum(mirrors().path("dualWrites").path("stores"), "waiting") > 1;
          });
      proxies().forEach(ManagedProcess::kill);
      proxies().forEach(ManagedProcess::restart);
    }
    proxies().forEach(ManagedProcess::awaitReady);
    unlimited();
    operator.awaitState(id, "SOAKING");
    assertThat(operator.homes()).containsEntry(moving, "new");
    Answer read = operator.send("GET", note, Map.of());
    assertThat(read.body().path("content").asString()).isEqualTo("in between " + written);
    operator.done(id, "verify");
    operator.awaitVerified(id);
    operator.done(id, "finish");
    operator.awaitState(id, "COMPLETED");
  }

  private List<ManagedProcess> proxies() {
    return List.of(system.cluster().process("proxy-1"), system.cluster().process("proxy-2"));
  }

  private String stateOfTheOnlyAccount() {
    return operator.accounts(id).getFirst().path("state").asString();
  }

  private void write(String note, String content) {
    assertThat(operator.send("PUT", note, Map.of("content", content)).status()).isEqualTo(200);
  }

  private void unlimited() {
    Answer faster =
        operator.send(
            "PATCH", "/migrations/" + id, Map.of("limits", Map.of("recordsPerSecond", 0)));
    assertThat(faster.status()).as(faster.body().toString()).isEqualTo(200);
  }

  @Test
  @Order(1)
  void writesAreSentAndReadsComparedWhileAccountsMove() {
    id =
        operator.create(
            Map.of(
                "name", "mirrored",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "dualWrites", true,
                "shadowReads", 0.0,
                "gate", Map.of("soak", "0s"),
                "limits", Map.of("concurrentAccounts", 2, "recordsPerSecond", 20)));
    operator.done(id, "start");
    awaitSum("dualWrites", "sent", 5);
    assertThat(sum(mirrors().path("shadowReads").path("stores"), "equal")).isZero();
    compareAllReads();
    awaitSum("shadowReads", "equal", 5);
    JsonNode accounts = mirrors().path("accounts");
    assertThat(sum(accounts, "divergence")).as(accounts.toString()).isZero();
    String one = accounts.path(0).path("account").asString();
    assertThat(mirrors("?account=" + one).path("accounts").valueStream())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.path("account").asString()).isEqualTo(one));
    restartProxy(); // what was sent or was not: the home has it, and the copy gets it
    unlimited();
    operator.awaitState(id, "SOAKING");
    operator.awaitHealthy(id);
    assertThat(mirrors().path("divergence").asLong()).as(mirrors().toString()).isZero();
    assertThat(mirrors().path("silent")).isEmpty();
    awaitNoLag();
  }

  @Test
  @Order(2)
  void aChangedByteIsFoundByAUsersRead() throws SQLException {
    legacy("UPDATE notes SET content = 'changed' WHERE id = '" + notes.get(0) + "'");
    JsonNode evidence = readUntilHeld("/accounts/" + still + "/notes/" + notes.get(0));
    assertThat(evidence.path("new").path("seq").asLong())
        .as(evidence.toString())
        .isEqualTo(evidence.path("legacy").path("seq").asLong());
    assertThat(evidence.path("new").path("contentHash"))
        .isNotEqualTo(evidence.path("legacy").path("contentHash"));
    assertThat(evidence.path("account").asString()).isEqualTo(still);
    repair(notes.get(0));
  }

  @Test
  @Order(3)
  void aMissingRowIsFoundByAUsersRead() throws SQLException {
    legacy("DELETE FROM notes WHERE id = '" + notes.get(1) + "'");
    readUntilHeld("/accounts/" + still + "/notes/" + notes.get(1));
    restartProxy(); // which found it, or did not: what is wrong stays known
    repair(notes.get(1));
  }

  @Test
  @Order(4)
  void anExtraRowIsFoundByAUsersList() throws SQLException {
    String account = still.replace("-", "");
    legacy("INSERT INTO notes VALUES('" + EXTRA + "', '" + still + "', 1, 1, 'extra')");
    legacy(
        "INSERT INTO record_seq VALUES(x'" + account + "', x'" + EXTRA.replace("-", "") + "', 1)");
    JsonNode evidence = readUntilHeld("/accounts/" + still + "/notes");
    assertThat(evidence.path("legacy").path("onlyHere").path(0).asString()).isEqualTo(EXTRA);
    assertThat(evidence.path("new").path("onlyHere")).isEmpty();
    repair("list");
  }

  @Test
  @Order(5)
  void nobodySawAnythingWrongAndItEnds() throws IOException {
    operator.done(id, "verify");
    operator.awaitVerified(id);
    operator.done(id, "finish");
    operator.awaitState(id, "COMPLETED");
    system.assertNothingWrong(users);
    system.awaitOneCopyOfEverything(Map.of("new", (long) operator.homes().size()));
  }

  private JsonNode readUntilHeld(String path) {
    await()
        .atMost(SEEN)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> {
          assertThat(operator.send("GET", path, Map.of()).status()).isEqualTo(200);
          assertThat(operator.state(id)).as(() -> mirrors().toString()).isEqualTo("HELD");
        });
    JsonNode status = operator.status(id);
    assertThat(status.path("reason").asString()).contains(still, "shadow read");
    return status.path("evidence");
  }

  private JsonNode ledger() {
    return operator.send("GET", "/migrations/" + id + "/mismatches", Map.of()).body();
  }

  private long divergence(String account) {
    JsonNode mirrors = mirrors("?account=" + account);
    long ofTheAccount = sum(mirrors.path("accounts"), "divergence");
    assertThat(mirrors.path("divergence").asLong()).as(mirrors.toString()).isEqualTo(ofTheAccount);
    return ofTheAccount;
  }

  /** Not released before: the ledger says what is wrong, and is emptied by the repair. */
  private void repair(String record) {
    JsonNode line = ledger().path(0);
    assertThat(line.path("account").asString()).as(line.toString()).isEqualTo(still);
    assertThat(line.path("key").asString()).isEqualTo(record);
    assertThat(line.path("store").asString()).isEqualTo("legacy");
    assertThat(line.path("evidence").path("epoch").asLong()).isPositive();
    assertThat(divergence(still)).isEqualTo(1);
    Answer early = operator.command(id, "release", Map.of("reason", "too early"));
    assertThat(early.status()).as(early.body().toString()).isEqualTo(409);
    assertThat(early.body().path("error").asString())
        .contains("repair account " + still, "record " + record);
    Answer repaired =
        operator.command(id, "repair", Map.of("account", still, "reason", "copied again"));
    assertThat(repaired.status()).as(repaired.body().toString()).isEqualTo(200);
    assertThat(ledger()).isEmpty();
    assertThat(divergence(still)).isZero();
    operator.done(id, "release");
    operator.awaitState(id, "SOAKING");
  }

  /** Behind the store's back, in the copy that follows. */
  private void legacy(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + system.folder().resolve("legacy.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
