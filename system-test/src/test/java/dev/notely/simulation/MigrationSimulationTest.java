package dev.notely.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.store.catalog.MigrationState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole migrations in bad weather, commanded at random: what holds of each account holds, and so do
 * Permitted, Journal, Bounded, Kept, Verified, Stable, Gate, Reversible, NoFalseAlarm,
 * NoMissedDamage and Ends. {@code -DmigrationSeeds=N} runs more, {@code -Dseed=S} runs one, exactly
 * as it was.
 */
final class MigrationSimulationTest {
  private static final int SHOWN = 5;
  private static final int SOME = 60;

  @Test
  void migrationsKeepTheirPromisesInAnyWeather() {
    String one = System.getProperty("seed", "");
    long first = one.isEmpty() ? 1 : Long.parseLong(one);
    long count = one.isEmpty() ? Long.getLong("migrationSeeds", 1_500) : 1;
    long quarantined = 0;
    long foundByReads = 0;
    List<String> findings = new ArrayList<>();
    for (long seed = first; seed < first + count && findings.size() < SHOWN; seed++) {
      long shown = seed;
      MigrationWorld.Result result = MigrationWorld.run(seed, MigrationMutation.NONE);
      quarantined += result.quarantined();
      foundByReads += result.foundByReads();
      result.finding().ifPresent(finding -> findings.add("-Dseed=" + shown + " broke " + finding));
    }
    assertThat(findings).isEmpty();
    assertThat(quarantined).as("accounts set aside").isGreaterThanOrEqualTo(count / 500);
    assertThat(foundByReads).as("damage found by reads").isGreaterThanOrEqualTo(count / 500);
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= SOME; seed++) {
      MigrationWorld.Result again = MigrationWorld.run(seed, MigrationMutation.NONE);
      assertThat(MigrationWorld.run(seed, MigrationMutation.NONE))
          .as("seed %s", seed)
          .isEqualTo(again);
    }
  }

  /** A simulation in which nothing happens proves nothing. */
  @Test
  void migrationsEndInEveryWayWhileUsersWrite() {
    Map<MigrationState, Long> ends = new EnumMap<>(MigrationState.class);
    long epochs = 0;
    long effects = 0;
    long damaged = 0;
    for (long seed = 1; seed <= SOME; seed++) {
      MigrationWorld.Result result = MigrationWorld.run(seed, MigrationMutation.NONE);
      result.ends().forEach((state, count) -> ends.merge(state, count, Long::sum));
      epochs += result.epochs();
      effects += result.effects();
      damaged += result.damaged();
    }
    assertThat(ends)
        .containsOnlyKeys(
            MigrationState.COMPLETED, MigrationState.ROLLED_BACK, MigrationState.CANCELLED);
    assertThat(ends.get(MigrationState.COMPLETED)).isGreaterThanOrEqualTo(SOME / 4);
    assertThat(ends.get(MigrationState.ROLLED_BACK)).isGreaterThanOrEqualTo(SOME / 4);
    assertThat(epochs / SOME).as("epochs a seed").isGreaterThanOrEqualTo(6);
    assertThat(damaged).as("damaged accounts").isGreaterThanOrEqualTo(SOME / 15);
    assertThat(effects / SOME).as("effects a seed").isGreaterThanOrEqualTo(15);
  }
}
