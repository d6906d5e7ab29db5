package dev.notely.supervisor;

import java.util.List;
import java.util.Map;

/**
 * legacy -> new once more, but new turns slow while its users are watched: the gate holds the
 * migration until the store is well and an operator says so.
 */
final class GateAct {
  private static final int DELAY_MS = 300;
  private static final int MAX_RATIO = 3;

  /** Twice what a gate needs on each side before it compares latencies. */
  private static final int REQUESTS = 40;

  private static final int SHORTEST_SOAK_S = 3;

  /** The longest time for which a gate measures before a migration. */
  private static final int BASELINE_S = 10;

  private GateAct() {}

  /** Fewer requests per minute of all users are too few for its gate to judge. */
  static int leastRequestsPerMinute() {
    return REQUESTS * 60 / BASELINE_S;
  }

  static String play(DemoStage stage) throws InterruptedException {
    DemoMigration migration =
        stage.begin(
            Map.of(
                "name", "gate",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "gate", Map.of("soak", soakSeconds(stage) + "s", "maxLatencyRatio", MAX_RATIO)));
    String reason;
    migration.await(
        "all accounts to arrive and soak", status -> status.path("soakingWave").asBoolean());
    stage.delay("new", DELAY_MS);
    try {
      migration.awaitState("HELD");
      reason = migration.status().path("reason").asString();
      stage.say("  held: " + reason);
    } finally {
      stage.delay("new", 0);
    }
    stage.awaitCalm(DELAY_MS);
    migration.command("release", "the store new answers in time again");
    migration.awaitState("SOAKING");
    migration.finish();
    return "legacy -> new, held by a store that was " + DELAY_MS + " ms late, released, finished";
  }

  /** So long that enough requests are answered even while each device waits for a late answer. */
  private static int soakSeconds(DemoStage stage) {
    double slowest = Math.min(stage.requestsPerSecond(), stage.devices() * 1_000.0 / DELAY_MS);
    return Math.max(SHORTEST_SOAK_S, (int) Math.ceil(REQUESTS / slowest) + 1);
  }
}
