package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ReleaseShare;
import dev.notely.proto.catalog.v1.WantedProxies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProxyStartsTest {
  private static final Path DIST = Path.of("dist");
  private static final Path NEXT = Path.of("next");

  private static ProxyStarts starts(ReleaseSettings releases) {
    return new ProxyStarts(LocalCluster.Settings.plain(2, 0).with(releases), DIST);
  }

  private static Members split(String release, int percent, String other) {
    return Members.newBuilder()
        .addSplit(ReleaseShare.newBuilder().setRelease(release).setPercent(percent))
        .addSplit(ReleaseShare.newBuilder().setRelease(other).setPercent(100 - percent))
        .build();
  }

  @Test
  void aFreshSystemHasTheFirstRelease() {
    assertThat(starts(ReleaseSettings.PLAIN).releases(Optional.empty())).isEqualTo(Map.of("v1", 2));
    assertThat(starts(ReleaseSettings.PLAIN).releases(Optional.of(Members.getDefaultInstance())))
        .isEqualTo(Map.of("v1", 2));
  }

  @Test
  void whatHadTrafficHasItAgain() {
    Members promoted =
        Members.newBuilder()
            .addSplit(ReleaseShare.newBuilder().setRelease("v3").setPercent(100))
            .build();
    ProxyStarts starts = starts(ReleaseSettings.PLAIN);
    assertThat(starts.releases(Optional.of(promoted))).isEqualTo(Map.of("v3", 2));
    assertThat(starts.first()).isEqualTo("v3");
    assertThat(starts(ReleaseSettings.PLAIN).releases(Optional.of(split("v2", 10, "v1"))))
        .isEqualTo(Map.of("v1", 2, "v2", 2));
  }

  @Test
  void aDeploymentGoesOn() {
    Members running =
        split("v2", 50, "v1").toBuilder()
            .addWanted(WantedProxies.newBuilder().setRelease("v2").setProxies(3))
            .addWanted(WantedProxies.newBuilder().setRelease("v1").setProxies(1))
            .build();
    assertThat(starts(ReleaseSettings.PLAIN).releases(Optional.of(running)))
        .isEqualTo(Map.of("v1", 1, "v2", 3));
  }

  @Test
  void whoNamesAReleaseGetsIt() {
    ReleaseSettings named = new ReleaseSettings(Optional.of("x"), Optional.empty(), Map.of());
    assertThat(starts(named).releases(Optional.of(split("v2", 50, "v1"))))
        .isEqualTo(Map.of("x", 2));
  }

  @Test
  void laterReleasesAreOfTheirOwnBuildAndOptions() {
    ProxyStarts starts =
        starts(
            new ReleaseSettings(
                Optional.empty(), Optional.of(NEXT), Map.of("v2", List.of("--more"))));
    assertThat(starts.dist("v1")).isEqualTo(DIST);
    assertThat(starts.dist("v2")).isEqualTo(NEXT);
    assertThat(starts.spec("proxy-3", "v2", 7, "c:1").arguments())
        .containsExactly(
            "--name",
            "proxy-3",
            "--release",
            "v2",
            "--listen",
            "127.0.0.1:7",
            "--catalog",
            "c:1",
            "--more");
    assertThat(starts.spec("proxy-1", "v1", 7, "c:1").arguments()).doesNotContain("--more");
  }
}
