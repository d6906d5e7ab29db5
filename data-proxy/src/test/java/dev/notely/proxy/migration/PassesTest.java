package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often former homes follow. */
final class PassesTest {
  @Test
  void aPassRestsAsItWorkedWithinBounds() {
    assertThat(MigrationDriver.restAfter(Duration.ofMillis(20))).hasSeconds(1);
    assertThat(MigrationDriver.restAfter(Duration.ofMillis(500))).hasSeconds(2);
    assertThat(MigrationDriver.restAfter(Duration.ofMinutes(5))).hasSeconds(10);
  }

  @Test
  void passesOfPagesAddUp() {
    ReverseSync.Pass one = new ReverseSync.Pass(3, 10, "", Duration.ofSeconds(2));
    ReverseSync.Pass two = new ReverseSync.Pass(4, 1, "a store is away", Duration.ofSeconds(1));
    assertThat(one.plus(two))
        .isEqualTo(new ReverseSync.Pass(7, 11, "a store is away", Duration.ofSeconds(3)));
  }
}
