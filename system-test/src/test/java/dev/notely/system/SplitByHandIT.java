package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ProcessSpec;
import dev.notely.supervisor.ReleaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Traffic that an operator divides and brings back by hand, under strict users. */
class SplitByHandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void blueGreenTurnsAllTrafficAtOnceAndGoesBackWhenTold() throws IOException {
    try (DeployScene scene = new DeployScene(ReleaseSettings.PLAIN)) {
      scene.begin(Map.of("strategy", "blueGreen", "soak", "10m"));
      scene.awaitShifting();
      assertThat(scene.percent("v2")).isEqualTo(100);
      assertThat(scene.live("v2")).isEqualTo(2);
      assertThat(scene.live("v1")).as("to go back to").isEqualTo(2);
      Answer refused = scene.send("PUT", "/releases/split", Map.of("percent", Map.of("v1", 100)));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body().path("detail").asString()).contains("roll it back first");
      Answer back = scene.send("POST", "/releases/rollback", Map.of("reason", "customers called"));
      assertThat(back.status()).as(back.body().toString()).isEqualTo(202);
      scene.awaitEnd("ROLLED_BACK");
      assertThat(scene.percent("v1")).isEqualTo(100);
      await().atMost(PATIENCE).until(() -> scene.live("v2") == 0);
      scene.nobodyNoticed();
    }
  }

  /** Nobody supervises here, as in containers: who runs both releases divides the traffic. */
  @Test
  void accountsGoToTheReleaseThatTheSplitSays() throws IOException {
    try (RunningSystem system = new RunningSystem(1, List.of())) {
      system
          .cluster()
          .launch(
              new ProcessSpec(
                  "proxy-next",
                  "data-proxy",
                  96,
                  List.of(
                      "--name", "proxy-next",
                      "--release", "v2",
                      "--listen", "127.0.0.1:0",
                      "--catalog", system.cluster().catalog())))
          .awaitReady();
      await()
          .atMost(PATIENCE)
          .until(() -> system.gateway().get("/releases"), SplitByHandIT::hasBoth);
      ManagedProcess users = system.startUsers(8, 400);
      split(system, 50, 50);
      await()
          .atMost(PATIENCE)
          .until(() -> requests(system, "v1") > 50 && requests(system, "v2") > 50);
      split(system, 0, 100);
      long former = settled(system, "v1");
      long next = requests(system, "v2");
      await().atMost(PATIENCE).until(() -> requests(system, "v2") > next + 100);
      assertThat(requests(system, "v1")).as("nobody is served by it").isEqualTo(former);
      split(system, 100, 0);
      await().atMost(PATIENCE).until(() -> requests(system, "v1") > former + 100);
      JsonNode seen = system.assertNothingWrong(users);
      assertThat(seen.path("errorsByKind").toString()).isEqualTo("{}");
    }
  }

  private static boolean hasBoth(JsonNode releases) {
    return releases.path("releases").size() == 2;
  }

  private static void split(RunningSystem system, int former, int next) {
    Answer answer =
        system
            .gateway()
            .send(
                "PUT",
                "/releases/split",
                Map.of("percent", Map.of("v1", former, "v2", next), "reason", "by hand"))
            .orElseThrow();
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
  }

  /** When no request is under way there any more. */
  private static long settled(RunningSystem system, String release) {
    long[] before = {-1};
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> requests(system, release),
            now -> {
              boolean same = now == before[0];
              before[0] = now;
              return same;
            });
  }

  private static long requests(RunningSystem system, String release) {
    return system
        .gateway()
        .get("/releases")
        .path("releases")
        .valueStream()
        .filter(one -> one.path("name").asString().equals(release))
        .mapToLong(one -> one.path("requests").asLong())
        .sum();
  }
}
