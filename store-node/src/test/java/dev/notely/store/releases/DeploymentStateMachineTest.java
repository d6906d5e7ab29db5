package dev.notely.store.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.store.releases.DeploymentStateMachine.Decision;
import dev.notely.store.releases.DeploymentStateMachine.Effect;
import dev.notely.store.releases.DeploymentStateMachine.Guard;
import dev.notely.store.releases.DeploymentStateMachine.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table is taken and refused, and none is there that nobody asked for. */
final class DeploymentStateMachineTest {
  private static final String EXPECTED =
      """
      STARTING READY SHIFTING SHIFT
      STARTING NEXT_UNFIT GOING_BACK SHIFT_BACK
      STARTING GATE_FAILED GOING_BACK SHIFT_BACK
      STARTING ROLL_BACK GOING_BACK SHIFT_BACK
      SHIFTING GATE_PASSED STARTING NEXT_STEP
      SHIFTING GATE_PASSED SHIFTING SHIFT_NEXT_STEP
      SHIFTING GATE_PASSED RETIRING NONE
      SHIFTING GATE_FAILED GOING_BACK SHIFT_BACK
      SHIFTING NEXT_UNFIT GOING_BACK SHIFT_BACK
      SHIFTING ROLL_BACK GOING_BACK SHIFT_BACK
      RETIRING RETIRED PROMOTED NONE
      RETIRING NEXT_UNFIT GOING_BACK SHIFT_BACK
      RETIRING ROLL_BACK GOING_BACK SHIFT_BACK
      PROMOTED ROLL_BACK GOING_BACK SHIFT_BACK
      GOING_BACK RETURNED ROLLED_BACK NONE
      GOING_BACK RETURNED FAILED NONE
      """;

  static Stream<Row> rows() {
    return DeploymentStateMachine.rows().stream();
  }

  /** Of two steps: rolling needs another proxy for the second, canary does not. */
  private static Deployment holding(Row row) {
    Strategy strategy = row.guard() == Guard.MORE_PROXIES ? Strategy.ROLLING : Strategy.CANARY;
    int step = row.guard() == Guard.LAST_STEP ? 1 : 0;
    return shifted(
        Sample.deployment(Sample.plan(strategy, 2, 50, 100), row.from(), step),
        row.guard() != Guard.NOTHING_SHIFTED);
  }

  private static Deployment against(Row row) {
    boolean first = row.guard() == Guard.LAST_STEP;
    return shifted(
        Sample.deployment(Sample.plan(Strategy.CANARY, 2, 50, 100), row.from(), first ? 0 : 1),
        row.guard() == Guard.NOTHING_SHIFTED);
  }

  private static Deployment shifted(Deployment at, boolean shifted) {
    return at.with(at.state(), at.step(), shifted, "", 0);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowIsTaken(Row row) {
    assertThat(DeploymentStateMachine.decide(holding(row), row.event(), true))
        .isEqualTo(new Decision.Taken(row));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void noRowIsTakenAgainstItsGuard(Row row) {
    if (row.guard() == Guard.ALWAYS) {
      return;
    }
    Decision decision = DeploymentStateMachine.decide(against(row), row.event(), false);
    if (decision instanceof Decision.Taken(Row taken)) {
      assertThat(taken).isNotEqualTo(row);
    } else {
      assertThat(decision)
          .isInstanceOfSatisfying(
              Decision.Refused.class,
              refused ->
                  assertThat(refused.message())
                      .contains(row.event().name(), row.from().name(), row.guard().sentence()));
    }
  }

  @Test
  void theTableIsWhatTheDesignSays() {
    assertThat(
            rows().map(row -> row.from() + " " + row.event() + " " + row.to() + " " + row.effect()))
        .containsExactlyElementsOf(EXPECTED.lines().toList());
  }

  @Test
  void everyEventAndEveryGuardIsUsed() {
    assertThat(rows().map(Row::event)).contains(DeploymentEvent.values());
    assertThat(rows().map(Row::guard)).contains(Guard.values());
    assertThat(rows().map(Row::effect)).contains(Effect.values());
    assertThat(rows().map(Row::to)).contains(DeploymentState.values());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotInTheTableIsRefusedOrHasHappened(DeploymentState state) {
    Deployment at = Sample.deployment(Sample.plan(Strategy.CANARY, 1, 100), state, 0);
    for (DeploymentEvent event : DeploymentEvent.values()) {
      if (rows().anyMatch(row -> row.from() == state && row.event() == event)) {
        continue;
      }
      boolean back =
          event == DeploymentEvent.ROLL_BACK
              && List.of(
                      DeploymentState.GOING_BACK,
                      DeploymentState.ROLLED_BACK,
                      DeploymentState.FAILED)
                  .contains(state);
      assertThat(DeploymentStateMachine.decide(at, event, true))
          .isEqualTo(
              back
                  ? new Decision.Already()
                  : new Decision.Refused(event + " is not possible in " + state));
    }
  }

  @Test
  void aTableWithARowTwiceOrOutOfAnEndIsNotLoaded() {
    List<Row> twice = new ArrayList<>(DeploymentStateMachine.rows());
    twice.add(twice.getFirst());
    assertThatThrownBy(() -> DeploymentStateMachine.check(twice)).hasMessageContaining("twice");
    List<Row> out = new ArrayList<>(DeploymentStateMachine.rows());
    out.add(
        new Row(
            DeploymentState.FAILED,
            DeploymentEvent.READY,
            Guard.ALWAYS,
            DeploymentState.SHIFTING,
            Effect.SHIFT));
    assertThatThrownBy(() -> DeploymentStateMachine.check(out)).hasMessageContaining("out of");
    assertThatThrownBy(() ->
            DeploymentStateMachine.check(
                rows().filter(row -> row.from() != DeploymentState.RETIRING).toList()))
        .hasMessage("no way out of RETIRING");
  }
}
