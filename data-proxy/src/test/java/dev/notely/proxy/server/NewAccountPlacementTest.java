package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which migrations say where new accounts begin. */
final class NewAccountPlacementTest {
  private static boolean places(State state, Optional<State> resumeTo) {
    Reports reports = new Reports().in(state);
    resumeTo.ifPresent(reports::resumesTo);
    return NewAccountPlacement.places(reports.migration());
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "SOAKING", "FINISHING", "COMPLETED"})
  void oneThatMovesOnOrHasDoneSoPlaces(State state) {
    assertThat(places(state, Optional.empty())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLANNED", "ROLLING_BACK", "ROLLED_BACK", "CANCELLED"})
  void oneThatGoesBackOrNeverBeganDoesNot(State state) {
    assertThat(places(state, Optional.empty())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"RUNNING, true", "SOAKING, true", "ROLLING_BACK, false"})
  void oneThatIsHeldDoesWhatItDidBefore(State resumeTo, boolean places) {
    assertThat(places(State.HELD, Optional.of(resumeTo))).isEqualTo(places);
  }

  @Test
  void onePausedOnItsWayBackDoesNot() {
    assertThat(places(State.PAUSED, Optional.of(State.ROLLING_BACK))).isFalse();
    assertThat(places(State.PAUSED, Optional.of(State.RUNNING))).isTrue();
  }
}
