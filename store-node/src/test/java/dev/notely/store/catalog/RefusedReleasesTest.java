package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RefusedReleasesTest {
  private final FakeClock clock = new FakeClock();
  private final RefusedReleases refused = new RefusedReleases(clock);

  @Test
  void whoComesNoMoreIsForgotten() {
    refused.refused("v0", 1);
    clock.advance(Duration.ofSeconds(4));
    refused.refused("w0", 0);
    assertThat(refused.lately()).isEqualTo(Map.of("v0", 1, "w0", 0));
    clock.advance(Duration.ofSeconds(2));
    assertThat(refused.lately()).isEqualTo(Map.of("w0", 0));
  }

  @Test
  void onlyTheLatestAreRemembered() {
    for (int i = 0; i < 20; i++) {
      refused.refused("v" + i, 1);
    }
    assertThat(refused.lately()).hasSize(16).containsKey("v19").doesNotContainKey("v3");
  }
}
