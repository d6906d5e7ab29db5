package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.store.catalog.MigrationStateMachine.Decision;
import dev.notely.store.catalog.MigrationStateMachine.Effect;
import dev.notely.store.catalog.MigrationStateMachine.Facts;
import dev.notely.store.catalog.MigrationStateMachine.Guard;
import dev.notely.store.catalog.MigrationStateMachine.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table is taken and refused, and none is there that nobody asked for. */
final class MigrationStateMachineTest {
  /** From, event, to, in the order of the table: written by hand after migrations.md. */
  private static final String EXPECTED =
      """
      PLANNED START RUNNING
      PLANNED CANCEL CANCELLED
      RUNNING BASELINE_MEASURED RUNNING
      RUNNING SET_LIMITS RUNNING
      RUNNING VERIFIED RUNNING
      RUNNING WAVE_MOVED RUNNING
      RUNNING GATE_PASSED RUNNING
      RUNNING GATE_PASSED SOAKING
      RUNNING GATE_FAILED HELD
      RUNNING FINDING HELD
      RUNNING PAUSE PAUSED
      RUNNING ROLLBACK ROLLING_BACK
      PAUSED SET_LIMITS PAUSED
      PAUSED VERIFIED PAUSED
      PAUSED FINDING HELD
      PAUSED RESUME RUNNING
      PAUSED RESUME ROLLING_BACK
      PAUSED ROLLBACK ROLLING_BACK
      HELD SET_LIMITS HELD
      HELD VERIFIED HELD
      HELD REPAIR HELD
      HELD FINDING HELD
      HELD RELEASE_HOLD RUNNING
      HELD RELEASE_HOLD SOAKING
      HELD RELEASE_HOLD ROLLING_BACK
      HELD ROLLBACK ROLLING_BACK
      SOAKING SET_LIMITS SOAKING
      SOAKING VERIFIED SOAKING
      SOAKING REPAIR SOAKING
      SOAKING FINDING HELD
      SOAKING ROLLBACK ROLLING_BACK
      SOAKING FINISH FINISHING
      SOAKING KEEP_EXPIRED FINISHING
      ROLLING_BACK SET_LIMITS ROLLING_BACK
      ROLLING_BACK FINDING HELD
      ROLLING_BACK PAUSE PAUSED
      ROLLING_BACK ALL_RETURNED ROLLED_BACK
      FINISHING REPAIR FINISHING
      FINISHING ALL_SETTLED COMPLETED
      """;

  static Stream<Row> rows() {
    return MigrationStateMachine.rows().stream();
  }

  private static MigrationPosition at(MigrationState state, boolean soaking, MigrationState to) {
    boolean still = state == MigrationState.PAUSED || state == MigrationState.HELD;
    return new MigrationPosition(state, 1, soaking, still ? Optional.of(to) : Optional.empty());
  }

  /** Facts that a guard of the other branch, or a bad day, looks at. */
  private static final Facts BAD =
      new Facts(false, 1, 1, 1, 1, 1, 1, true, false, Verification.OPEN, true, false);

  private static final Facts GOOD =
      new Facts(false, 0, 0, 0, 0, 0, 0, false, true, Verification.PASSED, false, true);

  private static final Facts LAST =
      new Facts(true, 0, 0, 0, 0, 0, 0, false, true, Verification.PASSED, false, true);

  private static Facts holding(Guard guard) {
    return guard == Guard.SOAKED_LAST ? LAST : GOOD;
  }

  private static MigrationPosition holdingAt(Row row) {
    return switch (row.guard()) {
      case SOAKED_BEFORE_LAST, SOAKED_LAST -> at(row.from(), true, MigrationState.RUNNING);
      case FROM_ROLLING_BACK, REASON_FROM_ROLLING_BACK ->
          at(row.from(), false, MigrationState.ROLLING_BACK);
      case REASON_FROM_SOAKING -> at(row.from(), false, MigrationState.SOAKING);
      case ALWAYS,
          WAVE_DONE,
          REVERSIBLE,
          FROM_RUNNING,
          HAS_REASON,
          REASON_FROM_RUNNING,
          EVERYBODY_MOVED,
          EVERYBODY_DEALT_WITH,
          EVERYBODY_BACK,
          EVERYBODY_SETTLED ->
          at(row.from(), false, MigrationState.RUNNING);
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowIsTaken(Row row) {
    Decision decision =
        MigrationStateMachine.decide(holdingAt(row), row.event(), holding(row.guard()));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Taken.class,
            taken -> {
              assertThat(taken.row()).isEqualTo(row);
              assertThat(taken.next().state()).isEqualTo(row.to());
            });
  }

  @ParameterizedTest
  @MethodSource("rows")
  void noRowIsTakenAgainstItsGuard(Row row) {
    if (row.guard() == Guard.ALWAYS) {
      return;
    }
    // PAUSED remembers one of two states: it is refused in neither, but the other row is taken.
    MigrationPosition other =
        row.guard() == Guard.FROM_RUNNING
            ? at(row.from(), false, MigrationState.ROLLING_BACK)
            : at(row.from(), false, MigrationState.RUNNING);
    Decision decision = MigrationStateMachine.decide(other, row.event(), BAD);
    if (decision instanceof Decision.Taken(Row taken, _)) {
      assertThat(taken).isNotEqualTo(row);
    } else {
      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Refused.class,
              refused ->
                  assertThat(refused.message())
                      .contains(row.event().word(), row.from().name(), row.guard().sentence()));
    }
  }

  @Test
  void whatIsKnownToBeWrongIsRepairedBeforeTheRelease() {
    Facts open = new Facts(false, 0, 0, 0, 0, 0, 0, false, true, Verification.PASSED, true, true);
    for (MigrationState to :
        List.of(MigrationState.RUNNING, MigrationState.SOAKING, MigrationState.ROLLING_BACK)) {
      MigrationPosition held = at(MigrationState.HELD, false, to);
      assertThat(MigrationStateMachine.decide(held, MigrationEventKind.RELEASE_HOLD, open))
          .isInstanceOfSatisfying(
              Decision.Refused.class,
              refused -> assertThat(refused.message()).contains("no mismatch is open"));
      assertThat(MigrationStateMachine.decide(held, MigrationEventKind.ROLLBACK, open))
          .isInstanceOf(Decision.Taken.class);
    }
  }

  @Test
  void theTableIsWhatTheDesignSays() {
    assertThat(rows().map(row -> row.from() + " " + row.event() + " " + row.to()))
        .containsExactlyElementsOf(EXPECTED.lines().toList());
  }

  @Test
  void everyEventAndEveryGuardIsUsed() {
    assertThat(rows().map(Row::event)).contains(MigrationEventKind.values());
    assertThat(rows().map(Row::guard)).contains(Guard.values());
    assertThat(rows().map(Row::effect)).contains(Effect.values());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotInTheTableIsRefusedOrWasGiven(MigrationState state) {
    MigrationPosition at = at(state, false, MigrationState.RUNNING);
    for (MigrationEventKind event : MigrationEventKind.values()) {
      if (rows().anyMatch(row -> row.from() == state && row.event() == event)) {
        continue;
      }
      Decision decision = MigrationStateMachine.decide(at, event, GOOD);
      boolean given =
          MigrationStateMachine.given().containsKey(event)
              && MigrationStateMachine.given().get(event).contains(state);
      if (given) {
        assertThat(decision).isEqualTo(new Decision.Already());
      } else {
        assertThat(decision)
            .isInstanceOfSatisfying(
                Decision.Refused.class,
                refused ->
                    assertThat(refused.message())
                        .contains(event.word(), state.name(), "permitted commands"));
      }
    }
  }

  @Test
  void aRefusalNamesThePermittedCommands() {
    assertThat(
            MigrationStateMachine.decide(
                MigrationPosition.planned(), MigrationEventKind.PAUSE, GOOD))
        .isEqualTo(
            new Decision.Refused(
                "pause is not permitted in PLANNED; permitted commands: start, cancel"));
  }

  @Test
  void aRepeatedRowAndARowOutOfTheEndAreRefused() {
    List<Row> twice = new ArrayList<>(MigrationStateMachine.rows());
    twice.add(twice.getFirst());
    assertThatThrownBy(() -> MigrationStateMachine.check(twice)).hasMessageContaining("twice");
    List<Row> undead = new ArrayList<>(MigrationStateMachine.rows());
    undead.add(
        new Row(
            MigrationState.COMPLETED,
            MigrationEventKind.START,
            Guard.ALWAYS,
            MigrationState.RUNNING,
            Effect.NONE));
    assertThatThrownBy(() -> MigrationStateMachine.check(undead)).hasMessageContaining("final");
  }

  private static MigrationPosition step(MigrationPosition at, MigrationEventKind event) {
    return ((Decision.Taken) MigrationStateMachine.decide(at, event, GOOD)).next();
  }

  @Test
  void whatWasPausedAndThenHeldGoesOnWhereItWasPaused() {
    MigrationPosition soaking = at(MigrationState.RUNNING, true, MigrationState.RUNNING);
    MigrationPosition held =
        step(step(soaking, MigrationEventKind.PAUSE), MigrationEventKind.FINDING);
    assertThat(held.resumeTo()).contains(MigrationState.RUNNING);
    assertThat(step(held, MigrationEventKind.RELEASE_HOLD))
        .as("the wave soaks on and its gate is measured again")
        .isEqualTo(soaking);
  }

  @Test
  void wavesFollowEachOther() {
    MigrationPosition started = step(MigrationPosition.planned(), MigrationEventKind.START);
    MigrationPosition second =
        step(step(started, MigrationEventKind.WAVE_MOVED), MigrationEventKind.GATE_PASSED);
    assertThat(second)
        .isEqualTo(new MigrationPosition(MigrationState.RUNNING, 1, false, Optional.empty()));
  }

  @Test
  void codesAreThoseOfTheWire() {
    assertThat(Arrays.stream(MigrationState.values()).map(s -> MigrationState.of(s.code())))
        .containsExactly(MigrationState.values());
    for (MigrationEventKind kind : MigrationEventKind.values()) {
      assertThat(MigrationEventKind.of(kind.code())).isEqualTo(kind);
      assertThat(dev.notely.proto.catalog.v1.MigrationEventKind.forNumber(kind.code()).name())
          .isEqualTo(kind.name());
    }
    for (MigrationState state : MigrationState.values()) {
      assertThat(dev.notely.proto.catalog.v1.MigrationState.forNumber(state.code()).name())
          .isEqualTo(state.name());
    }
    for (AccountState state : AccountState.values()) {
      assertThat(dev.notely.proto.catalog.v1.AccountState.forNumber(state.code()).name())
          .isEqualTo("ACCOUNT_" + state.name());
    }
    for (Verification result : Verification.values()) {
      assertThat(dev.notely.proto.catalog.v1.Verification.forNumber(result.code()).name())
          .isEqualTo("VERIFICATION_" + result.name());
    }
    assertThatThrownBy(() -> MigrationEventKind.of(99))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
