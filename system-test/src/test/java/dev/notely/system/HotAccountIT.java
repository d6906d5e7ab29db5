package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * An account that is written as fast as its store takes it, without pause, still arrives: the
 * writes that come while it is copied are never so many that the cut-over would not end in time.
 */
class HotAccountIT {
  private static final int OTHERS = 5;
  private static final int NOTES_BEFORE = 5_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void arrivesWithinThreeAttemptsAndWithEveryWrite() throws Exception {
    try (RunningSystem system = new RunningSystem(2, List.of())) {
      String hot = account(system, "hot");
      assertThat(write(system, hot)).as("the proxy has admitted it").isPresent();
      List<String> others = new ArrayList<>();
      for (int i = 0; i < OTHERS; i++) {
        others.add(account(system, "other " + i));
        assertThat(write(system, others.getLast())).isPresent();
      }
      Queue<String> acknowledged;
      try (HotWriters writers = writers(system, hot)) {
        acknowledged = writers.acknowledged();
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= NOTES_BEFORE);
        long id = migrate(system);
        int before = acknowledged.size();
        long began = System.nanoTime();
        awaitSoaking(system, id);
        double seconds = (System.nanoTime() - began) / 1e9;
        check(system, id, hot, Math.round((acknowledged.size() - before) / seconds));
      }
      assertThat(list(system, hot)).containsAll(acknowledged);
      assertThat(others).allMatch(other -> system.shardOf(other).equals("new"));
    }
  }

  private static HotWriters writers(RunningSystem system, String account) {
    Map<String, String> stores = new HashMap<>();
    for (String store : List.of("legacy", "new")) {
      stores.put(store, system.cluster().process(store).awaitReady());
    }
    return new HotWriters(
        UUID.fromString(account), system.cluster().process("catalog").awaitReady(), stores);
  }

  private static java.util.Optional<String> write(RunningSystem system, String account) {
    return system
        .gateway()
        .send("POST", "/accounts/" + account + "/notes", Map.of("content", "hot"))
        .filter(answer -> answer.status() == 201)
        .map(answer -> answer.body().path("id").asString());
  }

  private static String account(RunningSystem system, String name) {
    Answer answer = system.gateway().send("POST", "/accounts", Map.of("name", name)).orElseThrow();
    return answer.body().path("id").asString();
  }

  private static long migrate(RunningSystem system) {
    Map<String, Object> spec =
        Map.of(
            "name", "hot",
            "from", List.of("legacy"),
            "to", Map.of("stores", List.of("new")),
            "gate", Map.of("soak", "0s"));
    Answer created = system.gateway().send("POST", "/migrations", spec).orElseThrow();
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    long id = created.body().path("id").asLong();
    Answer started =
        system.gateway().send("POST", "/migrations/" + id + "/start", Map.of()).orElseThrow();
    assertThat(started.status()).as(started.body().toString()).isEqualTo(200);
    return id;
  }

  private static void awaitSoaking(RunningSystem system, long id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(system.gateway().get("/migrations/" + id).path("state").asString())
                .isEqualTo("SOAKING"));
  }

  private static void check(RunningSystem system, long id, String hot, long rate) {
    Map<String, JsonNode> accounts = new HashMap<>();
    system
        .gateway()
        .get("/migrations/" + id + "/accounts?limit=100")
        .forEach(account -> accounts.put(account.path("account").asString(), account));
    JsonNode pause = system.gateway().get("/migrations/" + id).path("pauseMs");
    System.out.println(
        "hot account: " + rate + " writes/s meanwhile, " + accounts.get(hot) + ", pauses " + pause);
    assertThat(accounts).hasSize(OTHERS + 1);
    assertThat(accounts.get(hot).path("attempts").asInt()).isBetween(1, 3);
    assertThat(pause.path("max").asDouble()).isBetween(0.001, 500.0);
  }

  private static Set<String> list(RunningSystem system, String account) {
    Set<String> ids = new HashSet<>();
    String path = "/accounts/" + account + "/notes?limit=1000";
    for (String next = path; !next.isEmpty(); ) {
      Answer page = system.gateway().send("GET", next, Map.of()).orElseThrow();
      assertThat(page.status()).isEqualTo(200);
      page.body().forEach(id -> ids.add(id.asString()));
      next = page.next();
    }
    return ids;
  }
}
