package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * A life of migrations, with strict users throughout: waves with gates, every command, a rollback
 * of everything and forward again, processes that die in between, and the end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationIT {
  private static final int ACCOUNTS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private RunningSystem system;
  private ManagedProcess users;
  private String still;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    users = system.startUsers(ACCOUNTS - 1, 300);
    still = send("POST", "/accounts", Map.of("name", "still")).body().path("id").asString();
    for (int i = 0; i < 3; i++) {
      Answer note = send("POST", "/accounts/" + still + "/notes", Map.of("content", "still " + i));
      assertThat(note.status()).isEqualTo(201);
    }
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private static Map<String, Object> spec(String name, String from, String to, String soak) {
    return Map.of(
        "name", name,
        "from", List.of(from),
        "to", Map.of("stores", List.of(to)),
        "waves",
            List.of(
                Map.of("name", "internal", "tier", "internal"),
                Map.of("name", "free", "tier", "free"),
                Map.of("name", "enterprise", "tier", "enterprise")),
        "gate", Map.of("soak", soak, "maxErrorRate", 1.0, "maxLatencyRatio", 100.0));
  }

  private Answer send(String method, String path, Map<String, ?> body) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> system.gateway().send(method, path, body),
            answer -> answer.isPresent() && answer.get().status() < 500)
        .orElseThrow();
  }

  private long create(Map<String, Object> spec) {
    Answer created = send("POST", "/migrations", spec);
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    assertThat(created.body().path("state").asString()).isEqualTo("PLANNED");
    return created.body().path("id").asLong();
  }

  private Answer command(long id, String command) {
    return send("POST", "/migrations/" + id + "/" + command, Map.of("reason", "test"));
  }

  private void done(long id, String command) {
    Answer answer = command(id, command);
    assertThat(answer.status()).as(command + ": " + answer.body()).isEqualTo(200);
  }

  private JsonNode status(long id) {
    return send("GET", "/migrations/" + id, Map.of()).body();
  }

  private void awaitState(long id, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() ->
            assertThat(status(id).path("state").asString())
                .as(() -> status(id).toString())
                .isEqualTo(state));
  }

  private List<JsonNode> events(long id) {
    List<JsonNode> events = new ArrayList<>();
    String path = "/migrations/" + id + "/events?limit=100";
    for (String next = path; !next.isEmpty(); ) {
      Answer page = send("GET", next, Map.of());
      page.body().forEach(events::add);
      next = page.next();
    }
    return events;
  }

  private Set<String> homes() {
    Set<String> homes = new HashSet<>();
    send("GET", "/accounts", Map.of())
        .body()
        .forEach(account -> homes.add(account.path("shard").asString()));
    return homes;
  }

  @Test
  @Order(1)
  void aPlanSaysWhatWillHappenAndChangesNothing() {
    Answer plan =
        send("POST", "/migrations?dryRun=true", spec("legacy-to-new", "legacy", "new", "1s"));
    assertThat(plan.status()).as(plan.body().toString()).isEqualTo(200);
    assertThat(plan.body().path("perWave").size()).isEqualTo(3);
    long planned = 0;
    for (JsonNode wave : plan.body().path("perWave")) {
      planned += wave.path("accounts").asLong();
    }
    assertThat(planned).isEqualTo(ACCOUNTS);
    assertThat(plan.body().path("text").asString()).contains("legacy-to-new", "internal");
    assertThat(send("GET", "/migrations", Map.of()).body().size()).isZero();
    Answer wrong = send("POST", "/migrations", Map.of("name", "x", "form", List.of("legacy")));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("error").asString()).contains("form", "did you mean", "from");
  }

  @Test
  @Order(2)
  void runsInWavesAndComesToSoak() {
    long id = create(spec("legacy-to-new", "legacy", "new", "1s"));
    assertThat(command(id, "pause").status()).as("not permitted in PLANNED").isEqualTo(409);
    done(id, "start");
    done(id, "start"); // again: nothing happens
    awaitState(id, "SOAKING");
    assertThat(homes()).containsExactly("new");
    assertThat(events(id).stream().map(event -> event.path("event").asString()))
        .containsSubsequence(
            "START", "BASELINE_MEASURED", "WAVE_MOVED", "GATE_PASSED", "WAVE_MOVED", "GATE_PASSED")
        .filteredOn("GATE_PASSED"::equals)
        .hasSize(3);
    JsonNode status = status(id);
    assertThat(status.path("done").asLong()).isEqualTo(ACCOUNTS);
    assertThat(status.path("pauseMs").path("count").asLong()).isGreaterThanOrEqualTo(ACCOUNTS);
  }

  @Test
  @Order(3)
  void goesBackAsAWholeAlsoWhenItsLeaderDies() {
    long id = send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    await().atMost(PATIENCE).until(() -> status(id).path("lag").path("healthy").asBoolean());
    done(id, "rollback");
    String leader = status(id).path("leader").asString();
    ManagedProcess victim =
        system.cluster().process(leader.startsWith("proxy-1") ? "proxy-1" : "proxy-2");
    victim.kill();
    victim.restart();
    victim.awaitReady();
    awaitState(id, "ROLLED_BACK");
    assertThat(homes()).containsExactly("legacy");
    system.awaitOneCopyOfEverything(Map.of("legacy", (long) ACCOUNTS));
  }

  @Test
  @Order(4)
  void standsStillWhenToldAndStaysHeldOverRestarts() {
    long id = create(spec("again", "legacy", "new", "2s"));
    done(id, "start");
    done(id, "pause");
    ManagedProcess catalog = system.cluster().process("catalog");
    catalog.kill();
    catalog.restart();
    catalog.awaitReady();
    assertThat(status(id).path("state").asString()).isEqualTo("PAUSED");
    Answer limits =
        send("PATCH", "/migrations/" + id, Map.of("limits", Map.of("concurrentAccounts", 2)));
    assertThat(limits.status()).as(limits.body().toString()).isEqualTo(200);
    assertThat(limits.body().path("limits").path("concurrentAccounts").asInt()).isEqualTo(2);
    done(id, "resume");
    awaitState(id, "SOAKING");
  }

  @Test
  @Order(5)
  void damageInACopyIsFoundHoldsAndIsRepaired() throws SQLException {
    long id = send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    await().atMost(PATIENCE).until(() -> status(id).path("lag").path("healthy").asBoolean());
    damage(system.folder().resolve("legacy.db").toString());

    done(id, "verify");
    awaitState(id, "HELD");
    JsonNode evidence = status(id).path("evidence");
    List<String> found = new ArrayList<>();
    evidence.path("corrupt").forEach(one -> found.add(one.path("what").asString()));
    assertThat(found)
        .as(evidence.toString())
        .containsExactlyInAnyOrder("has other content", "is missing", "is not at the home");
    assertThat(command(id, "finish").status()).isEqualTo(409);

    Answer repaired =
        send(
            "POST",
            "/migrations/" + id + "/repair",
            Map.of("account", still, "reason", "copied again"));
    assertThat(repaired.status()).as(repaired.body().toString()).isEqualTo(200);
    done(id, "verify");
    await()
        .atMost(PATIENCE)
        .until(() -> status(id).path("verification").asString().equals("PASSED"));
    done(id, "release");
    awaitState(id, "SOAKING");
  }

  /** Behind the store's back: a changed byte, a missing row, an extra row of one quiet account. */
  private void damage(String file) throws SQLException {
    UUID account = UUID.fromString(still);
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(account.getMostSignificantBits())
            .putLong(account.getLeastSignificantBits())
            .array();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      run(connection, "PRAGMA busy_timeout = 10000");
      run(connection, "UPDATE notes SET content = 'changed' WHERE content = 'still 0'");
      run(connection, "DELETE FROM notes WHERE content = 'still 1'");
      run(
          connection,
          "INSERT INTO notes VALUES('00000000-0000-4000-8000-000000000001', '"
              + still
              + "', 1, 1, 'extra')");
      try (PreparedStatement extra =
          connection.prepareStatement(
              "INSERT INTO record_seq VALUES(?, x'00000000000040008000000000000001', 1)")) {
        extra.setBytes(1, bytes);
        assertThat(extra.executeUpdate()).isEqualTo(1);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  @Order(6)
  void finishesAfterAVerificationAndLeavesOneCopy() {
    long id = send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    done(id, "verify");
    await()
        .atMost(PATIENCE)
        .until(() -> status(id).path("verification").asString().equals("PASSED"));
    done(id, "finish");
    awaitState(id, "COMPLETED");
    system.awaitOneCopyOfEverything(Map.of("new", (long) ACCOUNTS));
    assertThat(command(id, "rollback").status()).isEqualTo(409);
    Answer created = send("POST", "/accounts", Map.of("name", "placed by the migration's rule"));
    assertThat(created.body().path("shard").asString()).isEqualTo("new");
  }

  @Test
  @Order(7)
  void anInconsistencyHoldsTheGateUntilAnOperatorReleasesIt() {
    long id = create(spec("back", "new", "legacy", "2s"));
    String account = system.accounts().getFirst();
    done(id, "start");
    Answer reported =
        send(
            "POST",
            "/consistency-reports",
            Map.of(
                "account", account,
                "note", account,
                "expected", "a",
                "actual", "b",
                "traceId", ""));
    assertThat(reported.status()).isEqualTo(202);
    awaitState(id, "HELD");
    assertThat(status(id).path("reason").asString()).contains("inconsistencies");
    Answer silent = send("POST", "/migrations/" + id + "/release", Map.of("reason", ""));
    assertThat(silent.status()).as("a release asks for a reason").isIn(400, 409);
    await().atMost(PATIENCE).until(() -> status(id).path("lag").path("healthy").asBoolean());
    done(id, "rollback");
    awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(8)
  void nobodySawAnythingWrong() throws IOException {
    JsonNode report = system.stopUsers(users);
    assertThat(report.path("requests").asLong()).isGreaterThan(500);
    assertThat(report.path("violationList").toString()).isEqualTo("[]");
    assertThat(report.path("undecided").asLong()).isZero();
  }
}
