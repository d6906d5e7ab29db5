package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ReleaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deployments of real processes under strict users: none of them may notice. */
class DeployIT {
  @Test
  void rollingReplacesProxyByProxy() throws IOException {
    try (DeployScene scene = new DeployScene(ReleaseSettings.PLAIN)) {
      scene.begin(Map.of("soak", "2s"));
      Answer second = scene.deploy(Map.of("soak", "2s"));
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.body().path("detail").asString())
          .startsWith("a deployment from v1 to v2 runs already");
      scene.awaitEnd("PROMOTED");
      assertThat(scene.percent("v2")).isEqualTo(100);
      assertThat(scene.live("v2")).isEqualTo(2);
      assertThat(scene.live("v1")).isZero();
      scene.nobodyNoticed();
    }
  }

  @Test
  void aGoodCanaryIsPromotedThoughGatewayAndCatalogDieMeanwhile() throws IOException {
    try (DeployScene scene = new DeployScene(ReleaseSettings.PLAIN)) {
      scene.begin(
          Map.of("strategy", "canary", "steps", List.of(30, 100), "soak", "3s", "mirror", 0.5));
      scene.awaitShifting();
      scene.kill("catalog");
      assertThat(scene.percent("v2")).as("it goes on where it stood").isIn(30, 100);
      scene.kill("gateway");
      scene.awaitEnd("PROMOTED");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> scene.live("v1") == 0 && scene.live("v2") == 2);
      assertThat(scene.system().gateway().get("/releases/differences").toString())
          .as("users write all the time")
          .isEqualTo("[]");
      var _ = scene.nothingWrong(); // while the gateway was dead there were errors
    }
  }
}
