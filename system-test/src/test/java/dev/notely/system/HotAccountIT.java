package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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
      Operator operator = new Operator(system.gateway());
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
        long id = migrate(operator);
        int before = acknowledged.size();
        long began = System.nanoTime();
        operator.awaitState(id, "SOAKING");
        double seconds = (System.nanoTime() - began) / 1e9;
        check(operator, id, hot, Math.round((acknowledged.size() - before) / seconds));
      }
      assertThat(list(operator, hot)).containsAll(acknowledged);
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

  private static long migrate(Operator operator) {
    long id =
        operator.create(
            Map.of(
                "name", "hot",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "gate", Map.of("soak", "0s")));
    operator.done(id, "start");
    return id;
  }

  private static void check(Operator operator, long id, String hot, long rate) {
    Map<String, JsonNode> accounts = new HashMap<>();
    operator
        .accounts(id)
        .forEach(account -> accounts.put(account.path("account").asString(), account));
    JsonNode pause = operator.status(id).path("pauseMs");
    System.out.println(
        "hot account: " + rate + " writes/s meanwhile, " + accounts.get(hot) + ", pauses " + pause);
    assertThat(accounts).hasSize(OTHERS + 1);
    assertThat(accounts.get(hot).path("attempts").asInt()).isBetween(1, 3);
    assertThat(pause.path("max").asDouble()).isBetween(0.001, 500.0);
  }

  private static Set<String> list(Operator operator, String account) {
    return operator.pages("/accounts/" + account + "/notes?limit=1000").stream()
        .map(JsonNode::asString)
        .collect(Collectors.toSet());
  }
}
