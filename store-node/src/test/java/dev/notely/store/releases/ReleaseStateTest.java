package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReleaseStateTest {
  @Test
  void theFirstReleaseGetsEverythingAndTheNextNothing() {
    ReleaseState state = ReleaseState.EMPTY.heardOf("v1").heardOf("v2");
    assertThat(state.releases())
        .containsExactly(new ReleaseState.Known("v2", 2, 0), new ReleaseState.Known("v1", 1, 100));
    assertThat(state.sole()).contains("v1");
    assertThat(state.split(Map.of("v2", 40, "v1", 60)).sole()).isEmpty();
  }

  @Test
  void whoHasSetTheSharesIsForgottenWhenADeploymentSetsThem() {
    ReleaseState.ByHand ann = new ReleaseState.ByHand("ann", 42);
    ReleaseState state = Sample.state().split(Map.of("v2", 100), ann);
    assertThat(state.heardOf("v3").byHand()).contains(ann);
    assertThat(state.split(Map.of("v1", 100)).byHand()).isEmpty();
  }

  @Test
  void oldReleasesAreForgottenUnlessTheyServe() {
    ReleaseState state = ReleaseState.EMPTY;
    for (int i = 1; i <= 60; i++) {
      state = state.heardOf("v" + i);
    }
    assertThat(state.knows("v1")).as("it serves").isTrue();
    assertThat(state.knows("v10")).isFalse();
    assertThat(state.knows("v11")).isTrue();
    assertThat(state.releases()).hasSize(51);
  }
}
