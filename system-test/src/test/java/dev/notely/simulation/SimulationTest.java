package dev.notely.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real rules, operations, routing and hand-off, in bad weather: whatever is lost, late, doubled
 * or dead, the invariants of docs/handoff.md hold. {@code -Dseeds=N} runs more, {@code -Dseed=S}
 * runs one, exactly as it was.
 */
final class SimulationTest {
  private static final int SHOWN = 5;

  @Test
  void invariantsHoldInAnyWeather() {
    String one = System.getProperty("seed", "");
    long first = one.isEmpty() ? 1 : Long.parseLong(one);
    long count = one.isEmpty() ? Long.getLong("seeds", 10_000) : 1;
    List<String> findings = new ArrayList<>();
    for (long seed = first; seed < first + count && findings.size() < SHOWN; seed++) {
      long shown = seed;
      World.run(seed, Mutation.NONE)
          .finding()
          .ifPresent(finding -> findings.add("-Dseed=" + shown + " broke " + finding));
    }
    assertThat(findings).isEmpty();
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 200; seed++) {
      World.Result again = World.run(seed, Mutation.NONE);
      assertThat(World.run(seed, Mutation.NONE)).as("seed %s", seed).isEqualTo(again);
    }
  }

  /** A simulation in which nothing happens proves nothing. */
  @Test
  void accountsMoveWhileUsersWrite() {
    long epochs = 0;
    long effects = 0;
    for (long seed = 1; seed <= 200; seed++) {
      World.Result result = World.run(seed, Mutation.NONE);
      epochs += result.epoch();
      effects += result.effects();
    }
    assertThat(epochs / 200).as("epochs a seed").isGreaterThanOrEqualTo(5);
    assertThat(effects / 200).as("effects a seed").isGreaterThanOrEqualTo(15);
  }
}
