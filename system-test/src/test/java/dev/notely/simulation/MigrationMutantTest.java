package dev.notely.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Breaks the rules of migrations one by one: each is noticed within a bounded number of seeds. */
final class MigrationMutantTest {
  private static final long MAX_SEEDS = 10_000;

  @ParameterizedTest(name = "{0}")
  @EnumSource(MigrationMutant.class)
  void isCaught(MigrationMutant mutant) {
    assertThat(
            LongStream.rangeClosed(1, MAX_SEEDS)
                .mapToObj(seed -> MigrationWorld.run(seed, mutant.mutation()).finding())
                .flatMap(Optional::stream)
                .filter(finding -> finding.startsWith(mutant.invariant()))
                .findFirst())
        .as("%s, which %s breaks", mutant.invariant(), mutant)
        .isPresent();
  }
}
