package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.system.SyncControl.Reached;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Every command of an operator at every state of a migration, and the commands that stop or turn a
 * migration at every state of an account, under strict users. What must be answered stands in the
 * table below, written by hand after the design.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandsInEveryStateIT {
  /**
   * {@code no}: 409. {@code =}: 200, was given already, nothing happens. {@code .}: 200, and the
   * state stays. Otherwise 200 and the state afterwards.
   */
  private static final String TABLE =
      """
      state        | start   cancel    pause  resume       release rollback     finish    verify repair limits
      PLANNED      | RUNNING CANCELLED no     no           no      no           no        no     no     no
      MOVING       | =       no        PAUSED =            no      ROLLING_BACK no        .      no     .
      WAVE_SOAKING | =       no        PAUSED =            no      ROLLING_BACK no        .      no     .
      PAUSED       | no      no        =      RUNNING      no      ROLLING_BACK no        .      no     .
      HELD         | no      no        no     no           RUNNING ROLLING_BACK no        .      .      .
      SOAKING      | no      no        no     no           no      ROLLING_BACK FINISHING .      .      .
      ROLLING_BACK | no      no        PAUSED =            no      =            no        no     no     .
      PAUSED_BACK  | no      no        =      ROLLING_BACK no      ROLLING_BACK no        .      no     .
      FINISHING    | no      no        no     no           no      no           =         no     .      no
      COMPLETED    | no      no        no     no           no      no           =         no     no     no
      ROLLED_BACK  | no      no        no     no           no      =            no        no     no     no
      CANCELLED    | no      =         no     no           no      no           no        no     no     no
      """;

  private static final Map<String, Map<String, String>> EXPECTED = expected();

  /** Rows that say more than the state's name. */
  private static final Map<String, String> STATES =
      Map.of("MOVING", "RUNNING", "WAVE_SOAKING", "RUNNING", "PAUSED_BACK", "PAUSED");

  private static final Map<String, String> EVENTS =
      Map.of("release", "RELEASE_HOLD", "verify", "VERIFIED", "limits", "SET_LIMITS");

  private static final int PATHS = 7;

  /** Where an account stands when the command comes, and what the journal calls that. */
  private static final Map<String, String> FORWARD =
      Map.of(
          "scan.before", "COPYING",
          "changes.before", "CATCHING_UP",
          "seal.after", "CUTTING_OVER",
          "ready.after", "CUTTING_OVER",
          "close.before", "REVERSE_SYNCED");

  private static final List<String> BACK = List.of("changes.before", "seal.after", "settle.before");

  /** Of a sealed account: the bound of a cut-over, an abort, and a busy machine. */
  private static final Duration SEALED_AT_MOST = Duration.ofSeconds(5);

  private final Set<String> sent = new TreeSet<>();
  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private List<String> accounts;
  private int next;
  private int named;
  private String lasting;
  private long lastingMigration;

  private static Map<String, Map<String, String>> expected() {
    List<List<String>> lines =
        TABLE.lines().map(line -> Arrays.asList(line.replace("|", "").split("\\s+"))).toList();
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i < line.size(); i++) {
        row.put(lines.getFirst().get(i), line.get(i));
      }
      rows.put(line.getFirst(), row);
    }
    return rows;
  }

  @BeforeAll
  void start() throws IOException {
    system =
        new RunningSystem(
            2, List.of("--sync-points", "--concurrent-moves", "32", "--throttle=false"));
    operator = new Operator(system.gateway());
    users = system.startUsers(PATHS + 2 * FORWARD.size() - 1 + BACK.size(), 30);
    accounts = system.accounts();
    lasting = user();
    lastingMigration = planned("1h", lasting);
    operator.done(lastingMigration, "start"); // it measures for 10 s before anything moves
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private String user() {
    return accounts.get(next++);
  }

  private long planned(String soak, String... participants) {
    return operator.create(
        Map.of(
            "name",
            "scene-" + ++named,
            "from",
            List.of("legacy"),
            "accounts",
            List.of(participants),
            "to",
            Map.of("stores", List.of("new")),
            "gate",
            Map.of("soak", soak, "maxErrorRate", 1, "maxLatencyRatio", 1_000)));
  }

  private Answer send(long id, String account, String command) {
    return switch (command) {
      case "limits" ->
          operator.send(
              "PATCH",
              "/migrations/" + id,
              Map.of("limits", Map.of("concurrentAccounts", 8), "reason", "test"));
      case "repair" -> operator.command(id, command, Map.of("reason", "test", "account", account));
      default -> operator.command(id, command);
    };
  }

  /** How often the journal says that an operator has given each command. */
  private Map<String, Long> given(long id) {
    return operator.events(id).stream()
        .filter(event -> event.path("account").isNull())
        .filter(event -> !event.path("actor").asString().startsWith("proxy-"))
        .collect(
            Collectors.groupingBy(event -> event.path("event").asString(), Collectors.counting()));
  }

  /** Sends whatever leaves the migration in its state. */
  private void visit(String row, long id, String account) {
    String state = STATES.getOrDefault(row, row);
    operator.awaitState(id, state);
    List<String> permitted = new ArrayList<>();
    Map<String, Long> given = given(id);
    for (Map.Entry<String, String> cell : EXPECTED.get(row).entrySet()) {
      if (!Set.of("no", "=").contains(cell.getValue())) {
        permitted.add(cell.getKey());
      }
      if (Set.of("no", "=", ".").contains(cell.getValue())) {
        given = stays(row, id, account, cell.getKey(), given);
      }
    }
    operator.awaitState(id, state);
    assertThat(operator.status(id).path("permitted").valueStream().map(JsonNode::asString))
        .as(row)
        .containsExactlyInAnyOrderElementsOf(permitted);
  }

  private Map<String, Long> stays(
      String row, long id, String account, String command, Map<String, Long> before) {
    String cell = command + " in " + row;
    String state = STATES.getOrDefault(row, row);
    String expected = EXPECTED.get(row).get(command);
    Answer answer = send(id, account, command);
    assertThat(answer.status())
        .as(() -> cell + ": " + answer.body())
        .isEqualTo(expected.equals("no") ? 409 : 200);
    if (expected.equals("no")) {
      String message = answer.body().path("error").asString();
      boolean ofTheAccount = message.contains("not in two stores");
      assertThat(ofTheAccount || (message.contains(state) && message.contains("permitted")))
          .as(cell + ": " + message)
          .isTrue();
    } else {
      assertThat(answer.body().path("state").asString()).as(cell).isEqualTo(state);
    }
    Map<String, Long> after = given(id);
    Map<String, Long> wanted = new HashMap<>(before);
    if (expected.equals(".")) {
      wanted.merge(EVENTS.getOrDefault(command, command.toUpperCase(Locale.ROOT)), 1L, Long::sum);
    }
    assertThat(after).as(cell).isEqualTo(wanted);
    sent.add(cell);
    return after;
  }

  /** A command that leads on. */
  private void leave(String row, long id, String account, String command) {
    String cell = command + " in " + row;
    String expected = EXPECTED.get(row).get(command);
    Answer answer = send(id, account, command);
    assertThat(answer.status()).as(() -> cell + ": " + answer.body()).isEqualTo(200);
    // It may be further already, by itself.
    assertThat(operator.events(id))
        .as(cell)
        .anySatisfy(event -> {
          assertThat(event.path("from").asString()).isEqualTo(STATES.getOrDefault(row, row));
          assertThat(event.path("to").asString()).isEqualTo(expected);
        });
    sent.add(cell);
  }

  private Reached startedAndParked(long id, String account, String point) {
    CompletableFuture<Reached> moment = system.sync().arm(point + " " + account);
    operator.done(id, "start");
    return moment.join();
  }

  @Test
  @Order(1)
  void plannedAndCancelled() {
    String account = user();
    long id = planned("0s", account);
    visit("PLANNED", id, account);
    leave("PLANNED", id, account, "cancel");
    visit("CANCELLED", id, account);
  }

  @Test
  @Order(2)
  void whatMovesIsPausedResumedAndSentBack() {
    String account = user();
    long id = planned("0s", account);
    CompletableFuture<Reached> moment = system.sync().arm("scan.before " + account);
    leave("PLANNED", id, account, "start");
    Reached reached = moment.join();
    visit("MOVING", id, account);
    leave("MOVING", id, account, "pause");
    visit("PAUSED", id, account);
    leave("PAUSED", id, account, "resume");
    operator.awaitState(id, "RUNNING");
    leave("MOVING", id, account, "rollback");
    system.sync().go(reached);
    visit("ROLLED_BACK", id, account);
  }

  @Test
  @Order(3)
  void whatStandsStillIsSentBack() {
    String account = user();
    long id = planned("0s", account);
    Reached reached = startedAndParked(id, account, "changes.before");
    operator.done(id, "pause");
    leave("PAUSED", id, account, "rollback");
    system.sync().go(reached);
    operator.awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(4)
  void whatGoesBackIsPausedAndResumed() {
    String account = user();
    long id = planned("0s", account);
    operator.done(id, "start");
    visit("SOAKING", id, account);
    operator.awaitHealthy(id);
    CompletableFuture<Reached> moment = system.sync().arm("begin-export.before " + account);
    leave("SOAKING", id, account, "rollback");
    Reached reached = moment.join();
    visit("ROLLING_BACK", id, account);
    leave("ROLLING_BACK", id, account, "pause");
    visit("PAUSED_BACK", id, account);
    // Whoever claims it after the resume must not be at its end before the next pause.
    CompletableFuture<Reached> another = system.sync().arm("begin-export.before " + account);
    leave("PAUSED_BACK", id, account, "resume");
    operator.done(id, "pause");
    leave("PAUSED_BACK", id, account, "rollback");
    var _ = another.thenAccept(system.sync()::go);
    system.sync().go(reached);
    operator.awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(5)
  void whatSoaksIsFinished() {
    String account = user();
    long id = planned("0s", account);
    operator.done(id, "start");
    operator.awaitState(id, "SOAKING");
    operator.done(id, "verify");
    operator.awaitVerified(id);
    CompletableFuture<Reached> moment = system.sync().arm("settle.before " + id);
    leave("SOAKING", id, account, "finish");
    Reached reached = moment.join();
    visit("FINISHING", id, account);
    system.sync().go(reached);
    visit("COMPLETED", id, account);
  }

  @Test
  @Order(6)
  void whatIsHeldNamesItsEvidenceUntilItIsReleasedOrSentBack() {
    String account = user();
    long id = planned("300ms", account);
    operator.done(id, "start");
    Answer reported =
        operator.send(
            "POST",
            "/consistency-reports",
            Map.of("account", account, "note", account, "expected", "a", "actual", "b"));
    assertThat(reported.status()).as(reported.body().toString()).isEqualTo(202);
    visit("HELD", id, account);
    assertThat(operator.status(id).path("reason").asString()).contains("inconsistencies");
    for (String command : List.of("release", "repair")) {
      Answer silent = operator.command(id, command, Map.of("reason", " ", "account", account));
      // "release" of an account is another thing: it is of one that is quarantined
      assertThat(silent.status()).as(command + ": " + silent.body()).isIn(400, 409);
    }
    Answer silent = operator.command(id, "release", Map.of());
    assertThat(silent.status()).isEqualTo(409);
    assertThat(silent.body().path("error").asString()).contains("a reason is given");
    leave("HELD", id, account, "release");
    operator.awaitState(id, "HELD"); // it is judged again, and what was found is still so
    operator.awaitHealthy(id);
    leave("HELD", id, account, "rollback");
    operator.awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(7)
  void aWaveThatSoaksIsPausedResumedAndSentBack() {
    String account = lasting;
    long id = lastingMigration;
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operator.status(id).path("soakingWave").asBoolean());
    visit("WAVE_SOAKING", id, account);
    leave("WAVE_SOAKING", id, account, "pause");
    operator.done(id, "resume");
    operator.awaitHealthy(id);
    leave("WAVE_SOAKING", id, account, "rollback");
    operator.awaitState(id, "ROLLED_BACK");
  }

  @Test
  @Order(8)
  void everyCellOfTheTableWasSeen() {
    Set<String> all = new TreeSet<>();
    EXPECTED.forEach(
        (row, cells) -> cells.keySet().forEach(command -> all.add(command + " in " + row)));
    assertThat(all).hasSize(120);
    assertThat(sent).isEqualTo(all);
  }

  @Test
  @Order(9)
  void whatIsNotACommandIsRefused() {
    Answer unknown = operator.command(1, "halt");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().path("error").asString()).contains("halt", "pause", "rollback");
    assertThat(operator.command(4_711, "pause").status()).isEqualTo(404);
    assertThat(operator.command(1, "repair").status()).as("of which account").isEqualTo(400);
    Answer wrong =
        operator.send("PATCH", "/migrations/1", Map.of("limits", Map.of("concurrentAccounts", 0)));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body().path("error").asString()).contains("concurrentAccounts");
  }

  /** A migration of two accounts that stand at a point: one without traffic, one of a user. */
  private final class Scene {
    private final String point;
    private final String state;
    private final String command;
    private final boolean back;
    private final String still;
    private final String busy;
    private final long id;
    private List<CompletableFuture<Reached>> moments = List.of();

    Scene(String point, String state, String command, boolean back) {
      this.point = point;
      this.state = state;
      this.command = command;
      this.back = back;
      busy = user();
      still =
          operator
              .send("POST", "/accounts", Map.of("name", "still", "shard", "legacy"))
              .body()
              .path("id")
              .asString();
      write();
      id = planned("0s", still, busy);
    }

    private void write() {
      Instant began = Instant.now();
      Answer written =
          operator.send("POST", "/accounts/" + still + "/notes", Map.of("content", "a note"));
      assertThat(written.status()).as(this + ": " + written.body()).isEqualTo(201);
      assertThat(Duration.between(began, Instant.now()))
          .as("a write, " + this)
          .isLessThan(SEALED_AT_MOST);
    }

    void arm() {
      moments =
          List.of(system.sync().arm(point + " " + still), system.sync().arm(point + " " + busy));
    }

    void parked() {
      moments.forEach(CompletableFuture::join);
      assertThat(
              operator.accounts(id).stream()
                  .filter(account -> account.path("account").asString().equals(still))
                  .map(account -> account.path("state").asString()))
          .as(this::toString)
          .containsExactly(state);
    }

    /** Whoever moves the accounts hangs; they are served all the same. */
    void commanded() {
      operator.done(id, command);
      write();
      moments.forEach(moment -> system.sync().go(moment.join()));
    }

    void goesOn() {
      if (command.equals("pause")) {
        operator.awaitState(id, "PAUSED");
        write();
        operator.done(id, "resume");
      }
    }

    void ends() {
      if (command.equals("pause") && !back) {
        operator.awaitState(id, "SOAKING");
        operator.done(id, "finish");
        operator.awaitState(id, "COMPLETED");
      } else {
        operator.awaitState(id, "ROLLED_BACK");
      }
      write();
    }

    @Override
    public String toString() {
      return command + " at " + point + (back ? " on the way back" : "");
    }
  }

  @Test
  @Order(10)
  void noAccountIsLeftSealedWhereverItStood() {
    List<Scene> forward = new ArrayList<>();
    FORWARD.forEach((point, state) -> {
      forward.add(new Scene(point, state, "rollback", false));
      if (!state.equals("REVERSE_SYNCED")) { // the last one that moves: nothing is left to pause
        forward.add(new Scene(point, state, "pause", false));
      }
    });
    List<Scene> back =
        BACK.stream().map(point -> new Scene(point, "RETURNING", "pause", true)).toList();
    List<Scene> all = new ArrayList<>(forward);
    all.addAll(back);

    back.forEach(scene -> operator.done(scene.id, "start"));
    forward.forEach(Scene::arm);
    forward.forEach(scene -> operator.done(scene.id, "start"));
    back.forEach(scene -> operator.awaitState(scene.id, "SOAKING"));
    back.forEach(scene -> operator.awaitHealthy(scene.id));
    back.forEach(Scene::arm);
    back.forEach(scene -> operator.done(scene.id, "rollback"));
    all.forEach(Scene::parked);
    for (Scene scene : all) {
      if (scene.state.equals("REVERSE_SYNCED")) {
        operator.awaitHealthy(scene.id); // or its rollback would be refused, which is right
      }
    }
    all.forEach(Scene::commanded);
    all.forEach(Scene::goesOn);
    all.forEach(Scene::ends);
    system.awaitOneCopyOfEverything(operator.accountsByStore());
  }

  @Test
  @Order(11)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
  }
}
