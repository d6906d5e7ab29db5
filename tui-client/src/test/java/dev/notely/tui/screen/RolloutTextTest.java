package dev.notely.tui.screen;

import static dev.notely.tui.screen.Scenes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTextTest {
  private static Deployment.Builder deployment(String state, String reason) {
    return Deployment.newBuilder()
        .setStrategy("canary")
        .setState(state)
        .setFromRelease("v1")
        .setToRelease("v2")
        .addAllSteps(List.of(1, 10, 100))
        .setStep(1)
        .setSoakMs(30_000)
        .setChangedAtMs(NOON)
        .setReason(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STARTING |  | step 2 of 3 (10 %) since 12:00:00, awaits proxies of v2",
        "SHIFTING |  | step 2 of 3 (10 %) since 12:00:00, soaked 1 min 10 s of 30 s",
        "RETIRING |  | since 12:00:00, proxies of v1 end",
        "PROMOTED |  | since 12:00:00",
        "GOING_BACK | slow | since 12:00:00, proxies of v2 end: slow",
        "ROLLED_BACK | slow | since 12:00:00: slow",
        "FAILED | ended again | since 12:00:00: ended again"
      })
  void eachStateSaysSinceWhenAndWhatItWaitsFor(
      String state, @Nullable String reason, String sentence) {
    String why = reason == null ? "" : reason;
    assertThat(RolloutText.of(deployment(state, why).build(), NOON + 70_000)).isEqualTo(sentence);
  }

  /** The proxy of an older release says neither. */
  @Test
  void withoutASoakThereIsNoStep() {
    Deployment old = deployment("SHIFTING", "").clearSoakMs().clearStep().build();
    assertThat(RolloutText.of(old, NOON)).isEqualTo("since 12:00:00");
  }
}
