package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverlayTest {
  /** Four accounts at once, 60 ms each: 3 s for 200 accounts. */
  private static final Overlay LEFT = new Overlay(200, 100_000, 0.42, 1_000, 100);

  private static Reports keeping() {
    return new Reports().keepsOverlays();
  }

  @Test
  void itSaysHowManyNotesNobodyTouchedAndWhatTheDrainWouldTake() {
    assertThat(LEFT.sentence(keeping().migration()))
        .contains(
            "nobody touched 100000 notes of 200 accounts; users touch 0.4 a second; finishing by"
                + " drain would take about 13 s");
    assertThat(new Overlay(1, 1, 12.3, 10, 1).sentence(keeping().migration()))
        .contains(
            "nobody touched 1 note of 1 account; users touch 12 a second; finishing by drain would"
                + " take about 1 s");
  }

  @Test
  void theOperatorsLimitHoldsForTheDrain() {
    Migration slow = keeping().limit(500).migration();
    assertThat(LEFT.drainTakes(slow)).contains(Duration.ofSeconds(203));
    Overlay unread = new Overlay(200, 100_000, 0, 0, 0);
    assertThat(unread.drainTakes(slow)).contains(Duration.ofSeconds(203));
    assertThat(unread.drainTakes(keeping().migration())).isEmpty();
    assertThat(unread.sentence(keeping().migration()).orElseThrow())
        .endsWith("would take about a time that is not known yet");
  }

  @Test
  void aDrainThatGoesOnSaysHowFast() {
    Overlay drained = new Overlay(2, 3_000, 100, 1_000, 100);
    assertThat(drained.sentence(new Reports().migration()))
        .contains(
            "3000 notes of 2 accounts are left to drain, which takes about 30 s (100 a second"
                + " now)");
    Migration back = keeping().in(State.ROLLING_BACK).migration();
    assertThat(drained.drainTakes(back)).as("a rollback drains").contains(Duration.ofSeconds(30));
    Migration paused = keeping().in(State.PAUSED).resumesTo(State.ROLLING_BACK).migration();
    assertThat(paused.drains()).isTrue();
  }

  @Test
  void withoutAnythingLeftThereIsNothingToSay() {
    assertThat(Overlay.NONE.sentence(keeping().migration())).isEmpty();
    assertThat(new Overlay(3, 0, 0, 0, 0).drainTakes(keeping().migration()))
        .contains(Duration.ZERO);
  }
}
