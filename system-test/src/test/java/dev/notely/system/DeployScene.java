package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ReleaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A supervised system under strict users, and what an operator of releases does with it. */
final class DeployScene implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Set<String> ENDS = Set.of("PROMOTED", "ROLLED_BACK", "FAILED");
  private static final int ACCOUNTS = 8;
  private static final int RPM = 200; // of each account

  private final RunningSystem system;
  private final ManagedProcess users;

  DeployScene(ReleaseSettings releases) throws IOException {
    system =
        new RunningSystem(
            new LocalCluster.Settings(2, 0, List.of(), Map.of(), false).with(releases));
    system.cluster().supervise((_, _) -> {});
    await().atMost(PATIENCE).until(() -> releases().path("supervised").asBoolean());
    users = system.startUsers(ACCOUNTS, RPM);
  }

  RunningSystem system() {
    return system;
  }

  private JsonNode releases() {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> system.gateway().send("GET", "/releases", Map.of()),
            answer -> answer.isPresent() && answer.get().status() == 200)
        .orElseThrow()
        .body();
  }

  Answer send(String method, String path, Map<String, ?> wish) {
    return system.gateway().send(method, path, wish).orElseThrow();
  }

  Answer deploy(Map<String, ?> wish) {
    return send("POST", "/deploy", wish);
  }

  void begin(Map<String, ?> wish) {
    Answer begun = deploy(wish);
    assertThat(begun.status()).as(begun.body().toString()).isEqualTo(202);
    assertThat(begun.body().path("release").asString()).isEqualTo("v2");
  }

  /**
   * Until half of the release's requests took no longer, in milliseconds: processes that have just
   * begun are slow themselves, and nothing is slow beside them.
   */
  void awaitMedian(String release, double ms) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            of(release)
                .anyMatch(one ->
                    one.path("requests").asLong() > 100 && one.path("p50Ms").asDouble() < ms));
  }

  void awaitShifting() {
    await().atMost(PATIENCE).until(() -> state().equals("SHIFTING"));
  }

  private String state() {
    return releases().path("deployment").path("state").asString();
  }

  /** The deployment when it is over; it must have ended so. */
  JsonNode awaitEnd(String state) {
    JsonNode end =
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> releases().path("deployment"),
                deployment -> ENDS.contains(deployment.path("state").asString()));
    assertThat(end.path("state").asString()).as(end.toString()).isEqualTo(state);
    return end;
  }

  long live(String release) {
    return of(release).mapToLong(one -> one.path("proxies").size()).sum();
  }

  int percent(String release) {
    return of(release).mapToInt(one -> one.path("percent").asInt()).sum();
  }

  private Stream<JsonNode> of(String release) {
    return releases()
        .path("releases")
        .valueStream()
        .filter(one -> one.path("name").asString().equals(release));
  }

  /** Dies, and comes back. */
  void kill(String name) {
    ManagedProcess process = system.cluster().process(name);
    process.kill();
    process.restart();
    process.awaitReady();
  }

  /** No wrong answer; errors by kind. */
  JsonNode nothingWrong() throws IOException {
    return system.assertNothingWrong(users).path("errorsByKind");
  }

  /** No wrong answer, and not one error. */
  void nobodyNoticed() throws IOException {
    assertThat(nothingWrong().toString()).isEqualTo("{}");
  }

  @Override
  public void close() {
    system.close();
  }
}
