package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.system.SyncControl.Reached;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Damage in the file of the new store: while it is a copy it is found before the account's users
 * meet it; once it is the home it is blamed on the home, copied nowhere, and left by a rollback.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlantedDamageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EXTRA = "00000000000040008000000000000001";
  private static final int NOTES = 5;

  private RunningSystem system;
  private Operator operator;
  private String account;
  private final List<String> notes = new ArrayList<>();
  private long id;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of("--sync-points"));
    operator = new Operator(system.gateway());
    account =
        operator.send("POST", "/accounts", Map.of("name", "Ada")).body().path("id").asString();
    for (int i = 0; i < NOTES; i++) {
      Answer created =
          operator.send("POST", "/accounts/" + account + "/notes", Map.of("content", "note " + i));
      assertThat(created.status()).isEqualTo(201);
      notes.add(created.body().path("id").asString());
    }
  }

  @AfterAll
  void stop() {
    system.close();
  }

  @Test
  @Order(1)
  void damageOfACopyHoldsItBeforeItsCutOver() throws SQLException {
    id =
        operator.create(
            Map.of(
                "name", "planted",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "gate", Map.of("soak", "0s"),
                "keepReverse", "10m"));
    CompletableFuture<Reached> copied = beforeItIsChecked();
    operator.done(id, "start");
    strike(copied, "UPDATE notes SET content = 'changed' WHERE id = " + blob(notes.get(1)));
    heldAtHome(notes.get(1), "has other content");

    copied = releaseUntilItIsChecked();
    strike(copied, "DELETE FROM notes WHERE id = " + blob(notes.get(2)));
    heldAtHome(notes.get(2), "is missing");

    copied = releaseUntilItIsChecked();
    strike(
        copied,
        "INSERT INTO notes VALUES(" + blob(account) + ", x'" + EXTRA + "', 1, 1, 1, 'extra')");
    heldAtHome(EXTRA, "is not at the home");

    release();
    operator.awaitState(id, "SOAKING");
    assertThat(system.shardOf(account)).isEqualTo("new");
    everyNoteIsAsWritten();
  }

  @Test
  @Order(2)
  void damageOfTheHomeIsNotCopiedOverTheSoundRecord() throws SQLException {
    operator.awaitHealthy(id);
    strike("UPDATE notes SET content = 'changed' WHERE id = " + blob(notes.get(3)));
    operator.done(id, "verify");
    operator.awaitState(id, "HELD");
    JsonNode corrupt = operator.status(id).path("evidence").path("corrupt");
    assertThat(corrupt.valueStream()).as(corrupt.toString()).hasSize(1);
    assertThat(corrupt.path(0).path("store").asString()).isEqualTo("new");
    assertThat(corrupt.path(0).path("what").asString())
        .isEqualTo("is not as it was written there: at legacy it has other content");

    Answer refused =
        operator.command(id, "repair", Map.of("account", account, "reason", "the wrong way"));
    assertThat(refused.status()).as(refused.body().toString()).isEqualTo(409);
    assertThat(refused.body().path("error").asString())
        .contains("the records at the home new are not what was written there");

    operator.done(id, "rollback");
    operator.awaitState(id, "ROLLED_BACK");
    assertThat(system.shardOf(account)).isEqualTo("legacy");
    everyNoteIsAsWritten();
  }

  private CompletableFuture<Reached> beforeItIsChecked() {
    return system.sync().arm("check.before " + account);
  }

  private CompletableFuture<Reached> releaseUntilItIsChecked() {
    CompletableFuture<Reached> copied = beforeItIsChecked();
    release();
    return copied;
  }

  /** The account was set aside: it is copied anew. */
  private void release() {
    Answer released =
        operator.command(id, "release", Map.of("account", account, "reason", "copied again"));
    assertThat(released.status()).as(released.body().toString()).isEqualTo(200);
    operator.done(id, "release");
  }

  private void strike(CompletableFuture<Reached> copied, String sql) throws SQLException {
    Reached reached = copied.join();
    strike(sql);
    system.sync().go(reached);
  }

  /** Behind the store's back. */
  private void strike(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + system.folder().resolve("new.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
    }
  }

  private void heldAtHome(String record, String what) {
    operator.awaitState(id, "HELD");
    assertThat(operator.status(id).path("reason").asString())
        .contains("the copy in new is damaged", record.replace("-", ""), what);
    assertThat(system.shardOf(account)).isEqualTo("legacy");
    everyNoteIsAsWritten();
  }

  private void everyNoteIsAsWritten() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Answer list = operator.send("GET", "/accounts/" + account + "/notes", Map.of());
          assertThat(list.body().valueStream().map(JsonNode::asString))
              .as(list.body().toString())
              .containsExactlyInAnyOrderElementsOf(notes);
        });
    for (int i = 0; i < NOTES; i++) {
      Answer note =
          operator.send("GET", "/accounts/" + account + "/notes/" + notes.get(i), Map.of());
      assertThat(note.body().path("content").asString()).isEqualTo("note " + i);
    }
  }

  private static String blob(String uuid) {
    return "x'" + uuid.replace("-", "") + "'";
  }
}
