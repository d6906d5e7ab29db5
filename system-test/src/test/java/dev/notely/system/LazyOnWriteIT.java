package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * A lazy migration that leaves what nobody writes where it is, under strict users; then its drain
 * is switched on. While it drains, records of quiet accounts are damaged in the new home: that is
 * found before anything is purged, and stops the migration.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LazyOnWriteIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STILL = 40;
  private static final int ACCOUNTS = 4 + 3;
  private static final String EXTRA = "00000000000040008000000000000001";

  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private String still;
  private String changed;
  private String missing;
  private final List<String> notes = new ArrayList<>();
  private final List<String> before = new ArrayList<>(); // rows that were struck
  private long id;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    operator = new Operator(system.gateway());
    users = system.startUsers(4, 300);
    changed = quietAccount();
    missing = quietAccount();
    still = quietAccount(); // its notes are the ones that are remembered
  }

  private String quietAccount() {
    String account =
        operator.send("POST", "/accounts", Map.of("name", "quiet")).body().path("id").asString();
    notes.clear();
    for (int i = 0; i < STILL; i++) {
      Answer created =
          operator.send("POST", "/accounts/" + account + "/notes", Map.of("content", "note " + i));
      assertThat(created.status()).isEqualTo(201);
      notes.add(created.body().path("id").asString());
    }
    return account;
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private Answer limits(Map<String, ?> limits) {
    return operator.send("PATCH", "/migrations/" + id, Map.of("limits", limits));
  }

  private long leftOfStill() {
    return count("legacy", "SELECT count(*) FROM notes WHERE creator = '" + still + "'");
  }

  private static String blob(String account) {
    return "x'" + account.replace("-", "") + "'";
  }

  private long drained(String account) {
    return count("new", "SELECT count(*) FROM notes WHERE account = " + blob(account));
  }

  private Connection open(String store) throws SQLException {
    Path file = system.folder().resolve(store + ".db");
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
    }
    return connection;
  }

  private long count(String store, String sql) {
    try (Connection file = open(store);
        Statement statement = file.createStatement();
        ResultSet count = statement.executeQuery(sql)) {
      return count.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first of an account's notes in the new home, as it is before it is struck. */
  private String first(String account) {
    try (Connection file = open("new");
        Statement statement = file.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT hex(id), seq, created_at, updated_at, hex(content) FROM notes WHERE account"
                    + " = "
                    + blob(account)
                    + " ORDER BY id LIMIT 1")) {
      return "(%s, x'%s', %d, %d, %d, x'%s')"
          .formatted(
              blob(account),
              row.getString(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getString(5));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Behind the back of the new home. */
  private void strike(String sql) {
    try (Connection file = open("new");
        Statement statement = file.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(1)
  void theWaveHasMovedAndTheNotesThatNobodyWritesHaveNot() {
    id =
        operator.create(
            Map.of(
                "name", "on-write",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "strategy", "lazy",
                "drain", false,
                "gate", Map.of("soak", "200ms", "maxErrorRate", 1, "maxLatencyRatio", 1_000),
                "limits", Map.of("concurrentAccounts", 2)));
    operator.done(id, "start");
    operator.awaitState(id, "SOAKING");
    assertThat(operator.accountsByStore()).containsOnlyKeys("new");
    assertThat(operator.status(id).at("/accounts/OVERLAID").asLong()).isEqualTo(ACCOUNTS);
    assertThat(leftOfStill()).isEqualTo(STILL);
  }

  @Test
  @Order(2)
  void whatIsWrittenMovesAndWhatIsReadDoesNot() {
    String first = "/accounts/" + still + "/notes/" + notes.getFirst();
    String last = "/accounts/" + still + "/notes/" + notes.getLast();
    assertThat(operator.send("PUT", first, Map.of("content", "touched")).status()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> leftOfStill() == STILL - 1);
    assertThat(operator.send("GET", last, Map.of()).status()).isEqualTo(200);
    assertThat(operator.send("GET", first, Map.of()).body().path("content").asString())
        .isEqualTo("touched");
    assertThat(leftOfStill()).isEqualTo(STILL - 1);
  }

  @Test
  @Order(3)
  void theStatusSaysHowManyNobodyTouchedAndItCanNotFinish() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode overlay = operator.status(id).path("overlay");
          assertThat(overlay.path("accounts").asLong()).as(overlay.toString()).isEqualTo(ACCOUNTS);
          assertThat(overlay.path("notes").asLong()).isGreaterThanOrEqualTo(STILL - 1);
          assertThat(overlay.path("drains").booleanValue()).isFalse();
          assertThat(overlay.path("drainSeconds").asLong()).isPositive();
          assertThat(overlay.path("sentence").asString())
              .contains(
                  "nobody touched",
                  "of " + ACCOUNTS + " accounts",
                  "finishing by drain would take");
        });
    JsonNode status = operator.status(id);
    assertThat(status.path("standstill").isNull()).as(status.toString()).isTrue();
    Answer finish = operator.command(id, "finish");
    assertThat(finish.status()).isEqualTo(409);
    assertThat(finish.body().path("error").asString())
        .contains(
            "nobody touched", ACCOUNTS + " accounts are overlaid", "switch the drain on first");
    assertThat(operator.state(id)).isEqualTo("SOAKING");
  }

  @Test
  @Order(4)
  void theDrainIsSwitchedOnAndDamageOfItIsFound() {
    Answer off = limits(Map.of("drain", false));
    assertThat(off.status()).isEqualTo(400);
    assertThat(off.body().path("error").asString()).contains("switched on only");
    // 25 records a second of each account: it drains for a while.
    Answer on = limits(Map.of("drain", true, "recordsPerSecond", 200, "concurrentAccounts", 8));
    assertThat(on.status()).as(on.body().toString()).isEqualTo(200);
    for (String account : List.of(still, changed, missing)) {
      await().atMost(PATIENCE).until(() -> drained(account) > 1);
    }
    before.add(first(changed));
    before.add(first(missing));
    String ofChanged = " WHERE account = " + blob(changed);
    strike(
        "UPDATE notes SET content = 'changed'"
            + ofChanged
            + " AND id = (SELECT min(id) FROM notes"
            + ofChanged
            + ")");
    String ofMissing = " WHERE account = " + blob(missing);
    strike(
        "DELETE FROM notes" + ofMissing + " AND id = (SELECT min(id) FROM notes" + ofMissing + ")");
    strike("INSERT INTO notes VALUES(" + blob(still) + ", x'" + EXTRA + "', 1, 1, 1, 'extra')");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode status = operator.status(id);
          assertThat(status.at("/accounts/REVERSE_SYNCED").asLong())
              .as(status.toString())
              .isEqualTo(ACCOUNTS);
          assertThat(status.path("overlay").isNull()).isTrue();
        });
    operator.awaitHealthy(id);
    operator.done(id, "verify");
    operator.awaitState(id, "HELD");
    JsonNode evidence = operator.status(id).path("evidence");
    assertThat(evidence.path("corrupt").valueStream())
        .as(evidence.toString())
        .allSatisfy(one -> assertThat(one.path("store").asString()).isEqualTo("new"))
        .extracting(one -> one.path("account").asString())
        .containsExactlyInAnyOrder(still, changed, missing);
    assertThat(operator.command(id, "finish").status()).isEqualTo(409);
    assertThat(operator.command(id, "release").status()).isEqualTo(409);
  }

  /** Whoever damaged it puts it back: the home is the only one that has it. */
  @Test
  @Order(5)
  void whatIsWholeAgainFinishes() {
    strike("DELETE FROM notes WHERE id = x'" + EXTRA + "'");
    before.forEach(row -> strike("INSERT OR REPLACE INTO notes VALUES" + row));
    for (String account : List.of(still, changed, missing)) {
      Answer repaired =
          operator.command(id, "repair", Map.of("account", account, "reason", "put back"));
      assertThat(repaired.status()).as(repaired.body().toString()).isEqualTo(200);
    }
    operator.done(id, "verify");
    operator.awaitVerified(id);
    operator.done(id, "release");
    operator.awaitState(id, "SOAKING");
    operator.done(id, "finish");
    operator.awaitState(id, "COMPLETED");
  }

  @Test
  @Order(6)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
    system.awaitOneCopyOfEverything(Map.of("new", (long) ACCOUNTS));
  }
}
