package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** One migration, as an operator leads it over REST. */
final class DemoMigration {
  private static final long PATIENCE_MS = 90_000;
  private static final long LOOK_MS = 100;
  private static final String PATH = "/migrations";

  /** In these nothing goes on by itself: who waits for another state waits in vain. */
  private static final List<String> STANDING = List.of("HELD", "COMPLETED", "ROLLED_BACK");

  private final GatewayClient gateway;
  private final DemoProgress progress;
  private final String path;
  private JsonNode status;

  private DemoMigration(GatewayClient gateway, DemoProgress progress, JsonNode status) {
    this.gateway = gateway;
    this.progress = progress;
    this.status = status;
    path = PATH + "/" + status.path("id").asLong();
  }

  /** Writes it down; {@code start} begins it. */
  static DemoMigration create(
      GatewayClient gateway, DemoProgress progress, Map<String, ?> specification) {
    GatewayClient.Answer answer = accepted(gateway.send("POST", PATH, specification), "POST", PATH);
    return new DemoMigration(gateway, progress, answer.body());
  }

  void command(String command, String reason) {
    String where = path + "/" + command;
    accepted(gateway.send("POST", where, Map.of("reason", reason)), "POST", where);
  }

  private static GatewayClient.Answer accepted(
      Optional<GatewayClient.Answer> answer, String method, String path) {
    GatewayClient.Answer given =
        answer.orElseThrow(() -> new StartupException("the gateway does not answer"));
    if (given.status() / 100 != 2) {
      throw new StartupException(
          method + " " + path + " was answered " + given.status() + " " + given.body());
    }
    return given;
  }

  /** As it was when it was looked at last. */
  JsonNode status() {
    return status;
  }

  /** Whether it is in that state now. */
  boolean is(String state) {
    status = gateway.get(path);
    return state().equals(state);
  }

  private String state() {
    return status.path("state").asString();
  }

  /**
   * Waits until it is in that state.
   *
   * @throws StartupException if it came to stand in another, a process died, or it took too long
   */
  void awaitState(String wanted) throws InterruptedException {
    String standing = STANDING.contains(state()) ? state() : ""; // a command may not show yet
    await(
        "the state " + wanted,
        now -> {
          String state = now.path("state").asString();
          if (!state.equals(wanted) && STANDING.contains(state) && !state.equals(standing)) {
            throw new StartupException(
                "the migration is " + state + ", not " + wanted + ": " + now.path("reason"));
          }
          return state.equals(wanted);
        });
  }

  /** Waits until its status says so. */
  void await(String what, Predicate<JsonNode> condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!looked() || !condition.test(status)) {
      if (!progress.pause(LOOK_MS)) {
        throw new StartupException("a process died while the demo waited for " + what);
      }
      if (System.nanoTime() > end) {
        throw new StartupException(
            "waited " + PATIENCE_MS / 1_000 + " s for " + what + "; the migration is " + status);
      }
    }
  }

  /** An answer that fails is no finding: the next look is soon. */
  private boolean looked() {
    Optional<GatewayClient.Answer> answer =
        gateway.send("GET", path, Map.of()).filter(given -> given.status() == 200);
    answer.ifPresent(given -> {
      status = given.body();
      progress.show(
          "%s, wave '%s', %d of %d accounts in their new home"
              .formatted(
                  state(),
                  status.path("waves").path(status.path("wave").asInt()).path("name").asString(""),
                  status.path("done").asLong(),
                  status.path("total").asLong()));
    });
    return answer.isPresent();
  }

  /** Compares both stores, and then gives up the way back. */
  void finish() throws InterruptedException {
    command("verify", "");
    await("the verification", now -> now.path("verification").asString().equals("PASSED"));
    command("finish", "");
    awaitState("COMPLETED");
  }
}
