package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.store.adoption.Adoption;
import dev.notely.supervisor.GatewayClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A file of the hands-on app with rows that are no records, migrated by real processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnexpectedDataIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ANN = id(1);
  private static final String BEN = id(2);
  private static final String CAT = id(3);
  private static final String DAN = id(4);
  private static final String EVA = id(5);

  private RunningSystem system;
  private Operator operator;
  private long leaving;

  private static String id(int number) {
    return new UUID(0x4000L, 0x8000_0000_0000_0000L + number).toString();
  }

  /** Of the account's sound note. */
  private static String note(String account) {
    return account.replaceAll("^0", "1");
  }

  /** Of the account's row that is no record. */
  private static String broken(String account) {
    return account.replaceAll("^0", "2");
  }

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(1, List.of(), UnexpectedDataIT::adopt);
    operator = new Operator(system.gateway(), PATIENCE);
    // Goes its way while the others are looked at.
    Map<String, Object> spec = spec("leave", "legacy", "new", List.of(DAN));
    spec.put("unexpectedData", "leave");
    leaving = start(spec);
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private static void adopt(Path folder) {
    sql(
        folder.resolve("accounts.db"),
        "CREATE TABLE accounts(id TEXT PRIMARY KEY, name TEXT, is_migrating BOOLEAN, shard TEXT)");
    sql(
        folder.resolve("legacy.db"),
        "CREATE TABLE notes(id TEXT PRIMARY KEY, creator TEXT, created_at INTEGER, updated_at INTEGER, content TEXT)");
    for (String account : List.of(ANN, BEN, CAT, DAN, EVA)) {
      sql(
          folder.resolve("accounts.db"),
          "INSERT INTO accounts VALUES('%s', 'x', 0, '')".formatted(account));
      row(folder, note(account), account, "1000", "sound");
    }
    for (String account : List.of(ANN, DAN, EVA)) {
      row(folder, broken(account), account, "'soon'", "broken");
    }
    row(folder, "lost one", "nobody", "1", "lost");
    new Adoption(folder, folder, "legacy", _ -> {}).run();
  }

  private static void row(
      Path folder, String id, String creator, String createdAt, String content) {
    sql(
        folder.resolve("legacy.db"),
        "INSERT INTO notes VALUES('%s', '%s', %s, 2000, '%s')"
            .formatted(id, creator, createdAt, content));
  }

  private static void sql(Path file, String statement) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement one = connection.createStatement()) {
      one.execute("PRAGMA busy_timeout = 10000");
      one.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode ok(String method, String path, Map<String, ?> body) {
    Answer answer = operator.send(method, path, body);
    assertThat(answer.status()).as(path + ": " + answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private JsonNode get(String path) {
    return ok("GET", path, Map.of());
  }

  private static Map<String, Object> spec(
      String name, String from, String to, List<String> accounts) {
    return new HashMap<>(
        Map.of(
            "name", name,
            "from", List.of(from),
            "accounts", accounts,
            "to", Map.of("stores", List.of(to)),
            "gate", Map.of("soak", "0s", "maxErrorRate", 1.0, "maxLatencyRatio", 100.0)));
  }

  private long start(Map<String, Object> spec) {
    long id = operator.create(spec);
    operator.done(id, "start");
    return id;
  }

  private Map<String, String> states(long id) {
    Map<String, String> states = new HashMap<>();
    operator
        .accounts(id)
        .forEach(one -> states.put(one.path("account").asString(), one.path("state").asString()));
    return states;
  }

  private void awaitStates(long id, Map<String, String> expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(states(id)).isEqualTo(expected));
  }

  private void release(long id, String account) {
    ok(
        "POST",
        "/migrations/" + id + "/release",
        Map.of("account", account, "reason", "it is mended"));
  }

  private void finish(long id) {
    ok("POST", "/migrations/" + id + "/finish", Map.of()); // without a reason: nobody is set aside
    operator.awaitState(id, "COMPLETED");
  }

  private boolean leftBehind(String events) {
    return StreamSupport.stream(get(events).spliterator(), false)
        .anyMatch(event ->
            event.path("event").asString().equals("LEFT_BEHIND")
                && event.at("/evidence/records/0/id").asString().startsWith("2"));
  }

  @Test
  @Order(1)
  void whatCannotMoveWaitsAloneAndMovesWhenItIsMended() {
    Map<String, Object> spec = spec("mend", "legacy", "new", List.of(ANN, BEN, CAT));
    JsonNode plan = ok("POST", "/migrations?dryRun=true", spec).path("unexpectedData");
    assertThat(plan.path("records").asLong()).isEqualTo(1);
    assertThat(plan.path("withoutAccount").asLong()).isEqualTo(1);
    assertThat(plan.at("/first/0/account").asString()).isEqualTo(ANN);

    // Behind the store's back.
    Path legacy = system.folder().resolve("legacy.db");
    sql(legacy, "UPDATE notes SET content = NULL WHERE id = '%s'".formatted(note(BEN)));
    long id = start(spec);
    operator.awaitState(id, "SOAKING");
    awaitStates(id, Map.of(ANN, "QUARANTINED", BEN, "QUARANTINED", CAT, "REVERSE_SYNCED"));
    assertThat(get("/accounts/" + ANN + "/notes/" + note(ANN)).path("content").asString())
        .isEqualTo("sound");
    assertThat(get("/accounts/" + ANN).path("shard").asString()).isEqualTo("legacy");

    JsonNode found = get("/migrations/" + id + "/unexpected-data");
    assertThat(found).hasSize(2);
    JsonNode row = found.get(0);
    assertThat(row.path("kind").asString()).isEqualTo("row");
    assertThat(row.at("/raw/created_at/value").asString()).isEqualTo("soon");
    assertThat(found.get(1).path("kind").asString()).isEqualTo("record");
    assertThat(found.get(1).path("id").asString()).isEqualTo(note(BEN));
    assertThat(found.get(1).at("/raw/content/type").asString()).isEqualTo("null");

    Map<String, Object> fix =
        new HashMap<>(
            Map.of(
                "store", "legacy",
                "source", "notes",
                "row", row.path("row").asLong(),
                "action", "fix",
                "reason", "it was written in 2024"));
    Answer refused = operator.send("POST", "/migrations/" + id + "/unexpected-data", fix);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().toString()).contains("createdAt is required");
    fix.put("createdAt", "2024-01-01T00:00:00Z");
    ok("POST", "/migrations/" + id + "/unexpected-data", fix);
    // As it was: the digest of what the store wrote decides.
    sql(legacy, "UPDATE notes SET content = 'sound' WHERE id = '%s'".formatted(note(BEN)));
    release(id, ANN);
    release(id, BEN);
    awaitStates(id, Map.of(ANN, "REVERSE_SYNCED", BEN, "REVERSE_SYNCED", CAT, "REVERSE_SYNCED"));
    assertThat(get("/accounts/" + ANN + "/notes/" + broken(ANN)).path("content").asString())
        .isEqualTo("broken");
    assertThat(get("/migrations/" + id + "/unexpected-data")).isEmpty();
    finish(id);
  }

  @Test
  @Order(2)
  void anIdThatIsTakenAtTheTargetSetsItsAccountAside() {
    Path legacy = system.folder().resolve("legacy.db");
    row(system.folder(), note(BEN), "nobody", "1", "taken");
    long id = start(spec("back", "new", "legacy", List.of(BEN, CAT)));
    operator.awaitState(id, "SOAKING");
    awaitStates(id, Map.of(BEN, "QUARANTINED", CAT, "REVERSE_SYNCED"));
    JsonNode found = get("/migrations/" + id + "/unexpected-data").get(0);
    assertThat(found.path("store").asString()).isEqualTo("legacy");
    assertThat(found.path("id").asString()).isEqualTo(note(BEN));
    assertThat(found.path("reason").asString()).contains("taken");
    assertThat(found.at("/raw/content/base64").asString()).isNotEmpty();

    sql(legacy, "DELETE FROM notes WHERE content = 'taken'");
    release(id, BEN);
    awaitStates(id, Map.of(BEN, "REVERSE_SYNCED", CAT, "REVERSE_SYNCED"));
    finish(id);
  }

  @Test
  @Order(3)
  void whereTheyAreToBeLeftTheAccountMovesWithoutThem() {
    operator.awaitState(leaving, "SOAKING");
    awaitStates(leaving, Map.of(DAN, "REVERSE_SYNCED"));
    assertThat(leftBehind("/migrations/" + leaving + "/events?account=" + DAN)).isTrue();
    finish(leaving);
  }

  @Test
  @Order(4)
  void soDoesTheExplicitFlagAndTheJournalSaysIt() {
    system.move(EVA, "new");
    system.awaitArrival(EVA, "new");
    assertThat(leftBehind("/accounts/" + EVA + "/events")).isTrue();
    assertThat(get("/accounts/" + EVA + "/notes/" + note(EVA)).path("content").asString())
        .isEqualTo("sound");
  }
}
