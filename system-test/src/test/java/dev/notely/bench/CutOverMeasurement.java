package dev.notely.bench;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/** Many small accounts change their home while users read and write them. */
final class CutOverMeasurement {
  private static final int CONCURRENT = 8;
  private static final long HIGHEST_MICROS = 60_000_000;

  private CutOverMeasurement() {}

  /**
   * Runs it.
   *
   * @param accounts in the store "legacy"
   */
  static Result.CutOvers run(
      BenchSystem system, BenchSize size, List<UUID> accounts, double perSecond)
      throws InterruptedException {
    List<User> users = User.sharing("small", BenchSize.CLIENTS, accounts);
    HttpLoad.run(system, users, perSecond, size.settleS());
    long id;
    double seconds;
    LoadFigures figures;
    List<Tally.Span> writes;
    try (HttpLoad load = HttpLoad.start(system, users, perSecond)) {
      long began = System.nanoTime();
      id =
          system.migrate(
              "small-accounts",
              "legacy",
              BenchSystem.SHARD,
              accounts,
              Map.of("limits", Map.of("concurrentAccounts", CONCURRENT)));
      system.awaitState(id, "SOAKING");
      seconds = (System.nanoTime() - began) / 1e9;
      figures = load.stop();
      writes = load.writes();
    }
    Histogram pauses = new Histogram(HIGHEST_MICROS, 3);
    long attempts = 0;
    for (JsonNode account : system.accounts(id)) {
      pauses.recordValue(Math.round(account.path("pauseMs").asDouble() * 1_000));
      attempts += account.path("attempts").asLong();
    }
    long held = held(commits(system.events(id)), writes);
    system.readBack(users);
    return new Result.CutOvers(
        accounts.size(),
        seconds,
        pauses.getValueAtPercentile(50) / 1e3,
        pauses.getValueAtPercentile(99) / 1e3,
        pauses.getMaxValue() / 1e3,
        attempts,
        held,
        figures);
  }

  private static Map<UUID, Long> commits(List<JsonNode> events) {
    Map<UUID, Long> commits = new HashMap<>();
    for (JsonNode event : events) {
      if (event.path("event").asString().equals("COMMITTED")) {
        commits.put(
            UUID.fromString(event.path("account").asString()),
            Instant.parse(event.path("at").asString()).toEpochMilli());
      }
    }
    return commits;
  }

  /** Pure: writes that were under way when their account's new home was written down. */
  static long held(Map<UUID, Long> commits, List<Tally.Span> writes) {
    return writes.stream()
        .filter(write -> {
          Long commit = commits.get(write.account());
          return commit != null && write.fromMs() <= commit && commit <= write.toMs();
        })
        .count();
  }
}
