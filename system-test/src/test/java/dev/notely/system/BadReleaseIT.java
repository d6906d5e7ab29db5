package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.ReleaseSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Releases that should not have been deployed: they go back by themselves. */
class BadReleaseIT {
  private static void assertBack(DeployScene scene) {
    assertThat(scene.percent("v1")).isEqualTo(100);
    assertThat(scene.live("v1")).isEqualTo(2);
    assertThat(scene.live("v2")).isZero();
  }

  @Test
  void oneThatFailsIsCoveredByTheFormer() throws IOException {
    try (DeployScene scene =
        new DeployScene(ReleaseSettings.withOptions("v2", List.of("--fault-errors", "0.3")))) {
      scene.begin(Map.of("strategy", "canary", "steps", List.of(40, 100), "soak", "20s"));
      JsonNode end = scene.awaitEnd("ROLLED_BACK");
      assertThat(end.path("reason").asString()).contains("requests to v2 failed; at most");
      assertBack(scene);
      scene.nobodyNoticed();
    }
  }

  @Test
  void oneThatIsSlowIsMeasuredAndGoesBack() throws IOException {
    try (DeployScene scene =
        new DeployScene(ReleaseSettings.withOptions("v2", List.of("--fault-delay-ms", "250")))) {
      scene.awaitMedian("v1", 100);
      scene.begin(Map.of("strategy", "canary", "steps", List.of(60, 100), "soak", "3s"));
      JsonNode end = scene.awaitEnd("ROLLED_BACK");
      assertThat(end.path("reason").asString()).matches("the (median|99th percentile) of v2 is .*");
      assertBack(scene);
      scene.nobodyNoticed();
    }
  }

  @Test
  void oneThatDoesNotStartIsGivenUp() throws IOException {
    try (DeployScene scene =
        new DeployScene(ReleaseSettings.withOptions("v2", List.of("--no-such-option")))) {
      scene.begin(Map.of("soak", "1s"));
      JsonNode end = scene.awaitEnd("FAILED");
      assertThat(end.path("reason").asString())
          .contains("ended again after 5 restarts in a row", "--no-such-option");
      assertBack(scene);
      scene.nobodyNoticed();
    }
  }
}
