package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.notely.proto.releases.v1.DeploymentState;
import dev.notely.proto.releases.v1.Release;
import dev.notely.proto.releases.v1.Releases;
import dev.notely.proto.releases.v1.Strategy;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The catalog's releases as watchers see them. */
final class CatalogReleasesTest {
  private static Release release(String name, int percent, String... proxies) {
    return Release.newBuilder()
        .setName(name)
        .setPercent(percent)
        .addAllProxies(List.of(proxies))
        .setCompared(7)
        .setDifferent(1)
        .build();
  }

  @Test
  void theSplitIsTheCatalogsAndNotThatOfTheProxies() {
    Releases said =
        Releases.newBuilder()
            .addReleases(release("v3", 10, "c"))
            .addReleases(release("v2", 90, "a", "b"))
            .addReleases(release("v1", 0))
            .setDeployment(
                dev.notely.proto.releases.v1.Deployment.newBuilder()
                    .setStrategy(Strategy.CANARY)
                    .setState(DeploymentState.SHIFTING)
                    .setFromRelease("v2")
                    .setToRelease("v3")
                    .setReason("soaks")
                    .addSteps(10)
                    .addSteps(100)
                    .setStep(1)
                    .setSoakMs(30_000)
                    .setChangedAtMs(5))
            .build();
    Deployment shown = CatalogReleases.shown(said).deployment();
    assertThat(shown.getReleasesList())
        .extracting(
            ReleaseShare::getRelease,
            ReleaseShare::getPercent,
            ReleaseShare::getProxies,
            ReleaseShare::getCompared,
            ReleaseShare::getDifferent)
        .containsExactly(tuple("v3", 10, 1, 7L, 1L), tuple("v2", 90, 2, 7L, 1L));
    assertThat(shown.getStrategy()).isEqualTo("canary");
    assertThat(shown.getState()).isEqualTo("SHIFTING");
    assertThat(shown.getFromRelease() + " " + shown.getToRelease()).isEqualTo("v2 v3");
    assertThat(shown.getPercent()).isEqualTo(10);
    assertThat(shown.getReason()).isEqualTo("soaks");
    assertThat(shown.getStepsList()).containsExactly(10, 100);
    assertThat(shown.getStep()).isEqualTo(1);
    assertThat(shown.getSoakMs()).isEqualTo(30_000);
    assertThat(shown.getChangedAtMs()).isEqualTo(5);
  }

  @Test
  void withoutADeploymentThereIsNoStrategy() {
    Deployment shown =
        CatalogReleases.shown(Releases.newBuilder().addReleases(release("v1", 100, "a")).build())
            .deployment();
    assertThat(shown.getStrategy()).isEmpty();
    assertThat(shown.getReleasesList()).hasSize(1);
  }
}
