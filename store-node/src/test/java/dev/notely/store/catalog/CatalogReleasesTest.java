package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.store.releases.Deployment;
import dev.notely.store.releases.DeploymentPlan;
import dev.notely.store.releases.DeploymentState;
import dev.notely.store.releases.ReleaseRefusedException;
import dev.notely.store.releases.ReleaseState;
import dev.notely.store.releases.Strategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogReleasesTest {
  static final ReleaseState STATE =
      new ReleaseState(
          List.of(new ReleaseState.Known("v2", 2, 10), new ReleaseState.Known("v1", 1, 90)),
          Optional.of(
              new Deployment(
                  7,
                  3,
                  new DeploymentPlan(Strategy.CANARY, "v1", "v2", List.of(10, 100), 2_000, 0.25, 2),
                  DeploymentState.SHIFTING,
                  1,
                  true,
                  new Deployment.Baseline(0.01, 123, 1_234),
                  "why",
                  "ann: because",
                  42,
                  43)),
          Optional.of(new ReleaseState.ByHand("ann: because", 44)));

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();

  private Catalog open() {
    return Catalog.open(folder.resolve("catalog.db"), clock);
  }

  @Test
  void whatIsWrittenIsThereAfterARestart() {
    try (Catalog catalog = open()) {
      CatalogReleases releases = new CatalogReleases(catalog);
      assertThat(releases.load()).isEqualTo(ReleaseState.EMPTY);
      assertThat(releases.change(_ -> STATE).join()).isEqualTo(STATE);
    }
    try (Catalog catalog = open()) {
      assertThat(new CatalogReleases(catalog).load()).isEqualTo(STATE);
    }
  }

  @Test
  void whatIsRefusedChangesNothing() {
    try (Catalog catalog = open()) {
      CatalogReleases releases = new CatalogReleases(catalog);
      releases.change(_ -> STATE).join();
      assertThatThrownBy(() ->
              releases
                  .change(_ -> {
                    throw new ReleaseRefusedException("not now");
                  })
                  .join())
          .hasRootCauseInstanceOf(ReleaseRefusedException.class);
      assertThat(releases.load()).isEqualTo(STATE);
    }
  }
}
