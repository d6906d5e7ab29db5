package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient;
import dev.notely.supervisor.GatewayClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** An operator of migrations over REST, who asks again where nobody answers. */
final class Operator {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int PAGE = 100;

  private final GatewayClient gateway;
  private final Duration patience;

  Operator(GatewayClient gateway) {
    this(gateway, PATIENCE);
  }

  /**
   * @param patience for an answer, or for what is awaited
   */
  Operator(GatewayClient gateway, Duration patience) {
    this.gateway = gateway;
    this.patience = patience;
  }

  /** An answer that is not a failure of the system. */
  Answer send(String method, String path, Map<String, ?> body) {
    return await()
        .atMost(patience)
        .until(
            () -> gateway.send(method, path, body),
            answer -> answer.isPresent() && answer.get().status() < 500)
        .orElseThrow();
  }

  long create(Map<String, ?> spec) {
    Answer created = send("POST", "/migrations", spec);
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    assertThat(created.body().path("state").asString()).isEqualTo("PLANNED");
    return created.body().path("id").asLong();
  }

  Answer command(long id, String command) {
    return command(id, command, Map.of("reason", "test"));
  }

  Answer command(long id, String command, Map<String, ?> body) {
    return send("POST", "/migrations/" + id + "/" + command, body);
  }

  /** A command that must be carried out. */
  void done(long id, String command) {
    Answer answer = command(id, command);
    assertThat(answer.status()).as(command + ": " + answer.body()).isEqualTo(200);
  }

  /** A command that is refused for now: a leader has to report that reverse sync is healthy. */
  void insists(long id, String command) {
    await()
        .atMost(patience)
        .pollInterval(LOOK_EVERY)
        .until(() -> command(id, command).status() == 200);
  }

  JsonNode status(long id) {
    Answer answer = send("GET", "/migrations/" + id, Map.of());
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  String state(long id) {
    return status(id).path("state").asString();
  }

  void awaitState(long id, String state) {
    await()
        .atMost(patience)
        .pollInterval(LOOK_EVERY)
        .untilAsserted(() -> {
          JsonNode status = status(id);
          assertThat(status.path("state").asString()).as(status.toString()).isEqualTo(state);
        });
  }

  /** A rollback would be permitted as far as reverse sync is concerned. */
  void awaitHealthy(long id) {
    await()
        .atMost(patience)
        .pollInterval(LOOK_EVERY)
        .until(() -> status(id).path("lag").path("healthy").asBoolean());
  }

  void awaitVerified(long id) {
    await()
        .atMost(patience)
        .pollInterval(LOOK_EVERY)
        .until(() -> status(id).path("verification").asString().equals("PASSED"));
  }

  List<JsonNode> events(long id) {
    return pages("/migrations/" + id + "/events?limit=" + PAGE);
  }

  List<JsonNode> accounts(long id) {
    return pages("/migrations/" + id + "/accounts?limit=" + PAGE);
  }

  /** All elements of an array that comes in pages. */
  List<JsonNode> pages(String first) {
    List<JsonNode> all = new ArrayList<>();
    for (String next = first; !next.isEmpty(); ) {
      Answer page = send("GET", next, Map.of());
      assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
      page.body().forEach(all::add);
      next = page.next();
    }
    return all;
  }

  /** The store that is each account's home. */
  Map<String, String> homes() {
    Map<String, String> homes = new TreeMap<>();
    pages("/accounts?limit=" + PAGE)
        .forEach(
            account -> homes.put(account.path("id").asString(), account.path("shard").asString()));
    return homes;
  }

  /** How many accounts each store is home to. */
  Map<String, Long> accountsByStore() {
    Map<String, Long> sums = new TreeMap<>();
    homes().values().forEach(store -> sums.merge(store, 1L, Long::sum));
    return sums;
  }
}
