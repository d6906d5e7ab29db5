package dev.notely.store.releases;

import static dev.notely.store.releases.DeploymentEvent.*;
import static dev.notely.store.releases.DeploymentState.*;
import static dev.notely.store.releases.DeploymentStateMachine.Effect.*;
import static dev.notely.store.releases.DeploymentStateMachine.Guard.*;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** THE table of what a deployment may do. Pure: it decides, {@link Rollout} acts. */
public final class DeploymentStateMachine {
  private static final List<Row> ROWS =
      List.of(
          row(STARTING, READY, ALWAYS, SHIFTING, SHIFT),
          row(STARTING, NEXT_UNFIT, ALWAYS, GOING_BACK, SHIFT_BACK),
          row(STARTING, GATE_FAILED, ALWAYS, GOING_BACK, SHIFT_BACK),
          row(STARTING, ROLL_BACK, ALWAYS, GOING_BACK, SHIFT_BACK),
          //
          row(SHIFTING, GATE_PASSED, MORE_PROXIES, STARTING, NEXT_STEP),
          row(SHIFTING, GATE_PASSED, MORE_STEPS, SHIFTING, SHIFT_NEXT_STEP),
          row(SHIFTING, GATE_PASSED, LAST_STEP, RETIRING, NONE),
          row(SHIFTING, GATE_FAILED, ALWAYS, GOING_BACK, SHIFT_BACK),
          row(SHIFTING, NEXT_UNFIT, ALWAYS, GOING_BACK, SHIFT_BACK),
          row(SHIFTING, ROLL_BACK, ALWAYS, GOING_BACK, SHIFT_BACK),
          //
          row(RETIRING, RETIRED, ALWAYS, PROMOTED, NONE),
          row(RETIRING, NEXT_UNFIT, FORMER_LIVES, GOING_BACK, SHIFT_BACK),
          row(RETIRING, ROLL_BACK, FORMER_LIVES, GOING_BACK, SHIFT_BACK),
          //
          row(PROMOTED, ROLL_BACK, FORMER_LIVES, GOING_BACK, SHIFT_BACK),
          //
          row(GOING_BACK, RETURNED, SHIFTED, ROLLED_BACK, NONE),
          row(GOING_BACK, RETURNED, NOTHING_SHIFTED, FAILED, NONE));

  /** Where a rollback has been asked for, or has come about by itself, already. */
  private static final Set<DeploymentState> ON_THE_WAY_BACK =
      Set.of(GOING_BACK, ROLLED_BACK, FAILED);

  static {
    check(ROWS);
  }

  private DeploymentStateMachine() {}

  /** A transition. */
  public record Row(
      DeploymentState from, DeploymentEvent event, Guard guard, DeploymentState to, Effect effect) {
    private Key key() {
      return new Key(from, event, guard);
    }
  }

  private record Key(DeploymentState from, DeploymentEvent event, Guard guard) {}

  private record Situation(Deployment deployment, boolean formerLives) {
    boolean isLastStep() {
      return deployment.step() == deployment.plan().steps().size() - 1;
    }
  }

  /** When a row may be taken. */
  public enum Guard {
    /** No condition. */
    ALWAYS("", _ -> true),
    /** Another step follows, and it asks for more proxies than this one. */
    MORE_PROXIES(
        "another step follows and asks for more proxies",
        s -> !s.isLastStep() && s.deployment().plan().growsAfter(s.deployment().step())),
    /** Another step follows with the proxies that are there. */
    MORE_STEPS(
        "another step follows with the same proxies",
        s -> !s.isLastStep() && !s.deployment().plan().growsAfter(s.deployment().step())),
    /** The next release has all traffic. */
    LAST_STEP("it was the last step", Situation::isLastStep),
    /** There is somebody to go back to. */
    FORMER_LIVES("the former release has live proxies", Situation::formerLives),
    /** The next release has had traffic. */
    SHIFTED("the next release has had traffic", s -> s.deployment().hasShifted()),
    /** It has had none. */
    NOTHING_SHIFTED("the next release has had no traffic", s -> !s.deployment().hasShifted());

    private final String sentence;

    @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
    private final Predicate<Situation> holds;

    Guard(String sentence, Predicate<Situation> holds) {
      this.sentence = sentence;
      this.holds = holds;
    }

    /** What must be true, as a clause; empty if nothing must. */
    public String sentence() {
      return sentence;
    }
  }

  /** What a transition changes beside the state. */
  public enum Effect {
    /** Nothing. */
    NONE,
    /** The next release gets the share of the step. */
    SHIFT,
    /** The step after this one begins; its share comes when its proxies are there. */
    NEXT_STEP,
    /** The step after this one begins, with its share. */
    SHIFT_NEXT_STEP,
    /** The former release gets everything. */
    SHIFT_BACK
  }

  /** What comes of an event. */
  public sealed interface Decision {
    /** A row is taken. */
    record Taken(Row row) implements Decision {}

    /** It goes back, or has gone back, already: nothing changes. */
    record Already() implements Decision {}

    /** No row, or no guard, permits it; says what would. */
    record Refused(String message) implements Decision {}
  }

  /**
   * Decides on an event.
   *
   * @param formerLives the former release has live proxies
   */
  public static Decision decide(Deployment at, DeploymentEvent event, boolean formerLives) {
    if (event == ROLL_BACK && ON_THE_WAY_BACK.contains(at.state())) {
      return new Decision.Already();
    }
    List<Row> rows =
        ROWS.stream().filter(r -> r.from() == at.state() && r.event() == event).toList();
    Situation situation = new Situation(at, formerLives);
    Optional<Row> taken = rows.stream().filter(r -> r.guard().holds.test(situation)).findFirst();
    return taken
        .<Decision>map(Decision.Taken::new)
        .orElseGet(() -> new Decision.Refused(refusal(at.state(), event, rows)));
  }

  private static String refusal(DeploymentState state, DeploymentEvent event, List<Row> rows) {
    return rows.isEmpty()
        ? event + " is not possible in " + state
        : event + " in " + state + " only if " + rows.getFirst().guard().sentence();
  }

  /** Every transition. */
  public static List<Row> rows() {
    return ROWS;
  }

  static void check(List<Row> rows) {
    Set<Key> seen = new HashSet<>();
    for (Row row : rows) {
      boolean leavesTheEnd = row.from().isOver() && row.event() != ROLL_BACK;
      if (leavesTheEnd || !seen.add(row.key())) {
        throw new IllegalStateException("twice, or out of an end: " + row);
      }
    }
    for (DeploymentState state : DeploymentState.values()) {
      if (!state.isOver() && rows.stream().noneMatch(r -> r.from() == state)) {
        throw new IllegalStateException("no way out of " + state);
      }
    }
  }

  private static Row row(
      DeploymentState from, DeploymentEvent event, Guard guard, DeploymentState to, Effect effect) {
    return new Row(from, event, guard, to, effect);
  }
}
