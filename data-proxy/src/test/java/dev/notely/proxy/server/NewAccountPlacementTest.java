package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which migrations say where new accounts begin. */
final class NewAccountPlacementTest {
  private static boolean places(State state, Optional<State> resumeTo) {
    return NewAccountPlacement.places(
        new Migration(
            1,
            "m",
            "{}",
            state,
            1,
            0,
            false,
            List.of("w"),
            1,
            0,
            "",
            "",
            "op",
            0,
            0,
            0,
            "",
            Verification.NONE,
            Set.of(),
            resumeTo));
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
