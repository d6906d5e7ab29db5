package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class WaveWatchTest {
  private static final Instant BEGAN = Reports.BEGAN;

  private final StandingClock clock = new StandingClock();
  private final List<String> told = new ArrayList<>();
  private final WaveWatch waves =
      new WaveWatch(
          new LeaderListener() {
            @Override
            public <R> R around(LeaderStep step, long migration, Supplier<R> work) {
              return work.get();
            }

            @Override
            public void waveEnded(Migration migration, Instant began, Instant ended) {
              told.add(
                  migration.wave()
                      + (migration.soakingWave() ? " soaked " : " moved ")
                      + Duration.between(BEGAN, began).toSeconds()
                      + ".."
                      + Duration.between(BEGAN, ended).toSeconds());
            }
          },
          clock);

  WaveWatchTest() {
    clock.advance(Duration.between(clock.now(), BEGAN));
  }

  private static Reports changed(int seconds) {
    return new Reports().since(BEGAN.plusSeconds(seconds));
  }

  @Test
  void aStageLastsFromItsFirstSightToItsEndWhateverElseChanges() {
    waves.stepped(changed(0).migration(), false);
    waves.stepped(changed(20).limit(5).migration(), false);
    clock.advance(Duration.ofSeconds(30));
    waves.stepped(changed(20).limit(5).migration(), true);
    clock.advance(Duration.ofSeconds(10));
    waves.stepped(changed(30).soaks().migration(), true);
    assertThat(told).containsExactly("0 moved 0..30", "0 soaked 30..40");
  }

  @Test
  void aWaveThatSoaksAgainBeginsAnew() {
    waves.stepped(changed(0).soaks().migration(), true);
    clock.advance(Duration.ofSeconds(60));
    waves.stepped(changed(50).soaks().migration(), true);
    assertThat(told).containsExactly("0 soaked 0..0", "0 soaked 50..60");
  }
}
