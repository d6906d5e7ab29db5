package dev.notely.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The simulation is able to fail: each broken rule breaks an invariant within a bounded number of
 * seeds.
 */
final class MutantTest {
  private static final long MAX_SEEDS = 10_000;

  @ParameterizedTest(name = "{0}")
  @EnumSource(Mutant.class)
  void isCaught(Mutant mutant) {
    assertThat(
            LongStream.rangeClosed(1, MAX_SEEDS)
                .mapToObj(seed -> World.run(seed, mutant.mutation()).finding())
                .flatMap(finding -> finding.stream())
                .findFirst())
        .as("an invariant that %s breaks", mutant)
        .isPresent();
  }
}
