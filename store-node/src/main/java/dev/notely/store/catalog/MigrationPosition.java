package dev.notely.store.catalog;

import java.util.Optional;

/**
 * Where a migration stands: what the state machine changes.
 *
 * @param wave the present one, from 0
 * @param soakingWave the wave has moved and soaks before its gate
 * @param resumeTo of PAUSED and HELD: where resume and release lead; otherwise empty
 */
public record MigrationPosition(
    MigrationState state, int wave, boolean soakingWave, Optional<MigrationState> resumeTo) {
  public MigrationPosition {
    boolean standsStill = state == MigrationState.PAUSED || state == MigrationState.HELD;
    if (wave < 0 || resumeTo.isPresent() != standsStill) {
      throw new IllegalArgumentException(
          "no such position: " + state + ", wave " + wave + ", resumes to " + resumeTo);
    }
  }

  /** Where every migration begins. */
  public static MigrationPosition planned() {
    return new MigrationPosition(MigrationState.PLANNED, 0, false, Optional.empty());
  }

  /**
   * In another state. What stands still remembers where it came from, also through a second stop.
   */
  MigrationPosition in(MigrationState next) {
    Optional<MigrationState> resume =
        next != MigrationState.PAUSED && next != MigrationState.HELD
            ? Optional.empty()
            : resumeTo.or(() -> Optional.of(state));
    return new MigrationPosition(next, wave, soakingWave, resume);
  }

  MigrationPosition at(int newWave, boolean soaking) {
    return new MigrationPosition(state, newWave, soaking, resumeTo);
  }
}
