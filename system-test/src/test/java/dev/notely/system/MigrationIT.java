package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private String still;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    operator = new Operator(system.gateway());
    users = system.startUsers(ACCOUNTS - 1, 300);
    still =
        operator.send("POST", "/accounts", Map.of("name", "still")).body().path("id").asString();
    for (int i = 0; i < 3; i++) {
      Answer note =
          operator.send("POST", "/accounts/" + still + "/notes", Map.of("content", "still " + i));
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

  @Test
  @Order(1)
  void aPlanSaysWhatWillHappenAndChangesNothing() {
    Answer plan =
        operator.send(
            "POST", "/migrations?dryRun=true", spec("legacy-to-new", "legacy", "new", "1s"));
    assertThat(plan.status()).as(plan.body().toString()).isEqualTo(200);
    assertThat(plan.body().path("perWave").size()).isEqualTo(3);
    long planned = 0;
    for (JsonNode wave : plan.body().path("perWave")) {
      planned += wave.path("accounts").asLong();
    }
    assertThat(planned).isEqualTo(ACCOUNTS);
    assertThat(plan.body().path("text").asString()).contains("legacy-to-new", "internal");
    assertThat(operator.send("GET", "/migrations", Map.of()).body().size()).isZero();
    Answer wrong =
        operator.send("POST", "/migrations", Map.of("name", "x", "form", List.of("legacy")));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("error").asString()).contains("form", "did you mean", "from");
  }

  @Test
  @Order(2)
  void runsInWavesAndComesToSoak() {
    long id = operator.create(spec("legacy-to-new", "legacy", "new", "1s"));
    assertThat(operator.command(id, "pause").status())
        .as("not permitted in PLANNED")
        .isEqualTo(409);
    operator.done(id, "start");
    operator.done(id, "start"); // again: nothing happens
    operator.awaitState(id, "SOAKING");
    assertThat(operator.accountsByStore()).containsOnlyKeys("new");
    assertThat(operator.events(id).stream().map(event -> event.path("event").asString()))
        .containsSubsequence(
            "START", "BASELINE_MEASURED", "WAVE_MOVED", "GATE_PASSED", "WAVE_MOVED", "GATE_PASSED")
        .filteredOn("GATE_PASSED"::equals)
        .hasSize(3);
    JsonNode status = operator.status(id);
    assertThat(status.path("done").asLong()).isEqualTo(ACCOUNTS);
    assertThat(status.path("pauseMs").path("count").asLong()).isGreaterThanOrEqualTo(ACCOUNTS);
  }

  @Test
  @Order(3)
  void goesBackAsAWholeAlsoWhenItsLeaderDies() {
    long id = operator.send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    operator.awaitHealthy(id);
    operator.done(id, "rollback");
    String leader = operator.status(id).path("leader").asString();
    ManagedProcess victim =
        system.cluster().process(leader.startsWith("proxy-1") ? "proxy-1" : "proxy-2");
    victim.kill();
    victim.restart();
    victim.awaitReady();
    operator.awaitState(id, "ROLLED_BACK");
    assertThat(operator.accountsByStore()).containsOnlyKeys("legacy");
    system.awaitOneCopyOfEverything(Map.of("legacy", (long) ACCOUNTS));
  }

  @Test
  @Order(4)
  void standsStillWhenToldAndStaysHeldOverRestarts() {
    long id = operator.create(spec("again", "legacy", "new", "2s"));
    operator.done(id, "start");
    operator.done(id, "pause");
    ManagedProcess catalog = system.cluster().process("catalog");
    catalog.kill();
    catalog.restart();
    catalog.awaitReady();
    assertThat(operator.status(id).path("state").asString()).isEqualTo("PAUSED");
    Answer limits =
        operator.send(
            "PATCH", "/migrations/" + id, Map.of("limits", Map.of("concurrentAccounts", 2)));
    assertThat(limits.status()).as(limits.body().toString()).isEqualTo(200);
    assertThat(limits.body().path("limits").path("concurrentAccounts").asInt()).isEqualTo(2);
    operator.done(id, "resume");
    operator.awaitState(id, "SOAKING");
  }

  @Test
  @Order(5)
  void damageInACopyIsFoundHoldsAndIsRepaired() throws SQLException {
    long id = operator.send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    operator.awaitHealthy(id);
    damage(system.folder().resolve("legacy.db").toString());

    operator.done(id, "verify");
    operator.awaitState(id, "HELD");
    JsonNode evidence = operator.status(id).path("evidence");
    List<String> found = new ArrayList<>();
    evidence.path("corrupt").forEach(one -> found.add(one.path("what").asString()));
    assertThat(found)
        .as(evidence.toString())
        .containsExactlyInAnyOrder("has other content", "is missing", "is not at the home");
    assertThat(operator.command(id, "finish").status()).isEqualTo(409);

    Answer repaired =
        operator.send(
            "POST",
            "/migrations/" + id + "/repair",
            Map.of("account", still, "reason", "copied again"));
    assertThat(repaired.status()).as(repaired.body().toString()).isEqualTo(200);
    operator.done(id, "verify");
    operator.awaitVerified(id);
    operator.done(id, "release");
    operator.awaitState(id, "SOAKING");
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
    long id = operator.send("GET", "/migrations", Map.of()).body().get(0).path("id").asLong();
    operator.done(id, "verify");
    operator.awaitVerified(id);
    operator.done(id, "finish");
    operator.awaitState(id, "COMPLETED");
    system.awaitOneCopyOfEverything(Map.of("new", (long) ACCOUNTS));
    assertThat(operator.command(id, "rollback").status()).isEqualTo(409);
    Answer created =
        operator.send("POST", "/accounts", Map.of("name", "placed by the migration's rule"));
    assertThat(created.body().path("shard").asString()).isEqualTo("new");
  }

  @Test
  @Order(7)
  void anInconsistencyHoldsTheGateUntilAnOperatorReleasesIt() {
    long id = operator.create(spec("back", "new", "legacy", "2s"));
    String account = system.accounts().getFirst();
    operator.done(id, "start");
    Answer reported =
        operator.send(
            "POST",
            "/consistency-reports",
            Map.of(
                "account", account,
                "note", account,
                "expected", "a",
                "actual", "b",
                "traceId", ""));
    assertThat(reported.status()).isEqualTo(202);
    operator.awaitState(id, "HELD");
    assertThat(operator.status(id).path("reason").asString()).contains("inconsistencies");
    Answer silent = operator.send("POST", "/migrations/" + id + "/release", Map.of("reason", ""));
    assertThat(silent.status()).as("a release asks for a reason").isIn(400, 409);
    operator.awaitHealthy(id);
    operator.done(id, "rollback");
    operator.awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(8)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
  }
}
