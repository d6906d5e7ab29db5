package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  @Test
  void fiveRestartsInARowWithPausesThatDouble() {
    Restarts restarts = Restarts.NONE;
    List<Long> pauses = new ArrayList<>();
    for (restarts = restarts.ended(SHORT); !restarts.isGivenUp(); ) {
      pauses.add(restarts.pause().toMillis());
      restarts = restarts.restarted().ended(SHORT);
    }
    assertThat(pauses).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L);
    assertThat(restarts.total()).isEqualTo(5);
  }

  @Test
  void aLongLifeIsForgiven() {
    Restarts restarts = Restarts.NONE;
    for (int i = 0; i < 100; i++) {
      restarts = restarts.ended(Duration.ofSeconds(30));
      assertThat(restarts.isGivenUp()).isFalse();
      assertThat(restarts.pause()).isEqualTo(Duration.ofMillis(250));
      restarts = restarts.restarted();
    }
    assertThat(restarts.total()).isEqualTo(100);
  }
}
