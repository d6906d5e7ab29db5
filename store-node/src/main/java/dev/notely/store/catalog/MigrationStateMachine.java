package dev.notely.store.catalog;

import static dev.notely.store.catalog.MigrationEventKind.*;
import static dev.notely.store.catalog.MigrationState.*;
import static dev.notely.store.catalog.MigrationStateMachine.Effect.*;
import static dev.notely.store.catalog.MigrationStateMachine.Guard.*;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** THE table of what a migration may do. Pure: it decides, the journal acts. */
public final class MigrationStateMachine {
  private static final List<Row> ROWS =
      List.of(
          row(PLANNED, START, ALWAYS, RUNNING, MOVE_WAVE),
          row(PLANNED, CANCEL, ALWAYS, CANCELLED, END),
          //
          row(RUNNING, BASELINE_MEASURED, ALWAYS, RUNNING, NONE),
          row(RUNNING, SET_LIMITS, ALWAYS, RUNNING, NONE),
          row(RUNNING, VERIFIED, ALWAYS, RUNNING, NONE),
          row(RUNNING, WAVE_MOVED, WAVE_DONE, RUNNING, SOAK_WAVE),
          row(RUNNING, GATE_PASSED, SOAKED_BEFORE_LAST, RUNNING, MOVE_NEXT_WAVE),
          row(RUNNING, GATE_PASSED, SOAKED_LAST, SOAKING, KEEP_REVERSE),
          row(RUNNING, GATE_FAILED, ALWAYS, HELD, STAND_STILL),
          row(RUNNING, FINDING, ALWAYS, HELD, STAND_STILL),
          row(RUNNING, PAUSE, ALWAYS, PAUSED, STAND_STILL),
          row(RUNNING, ROLLBACK, REVERSIBLE, ROLLING_BACK, RETURN_ACCOUNTS),
          //
          row(PAUSED, SET_LIMITS, ALWAYS, PAUSED, NONE),
          row(PAUSED, VERIFIED, ALWAYS, PAUSED, NONE),
          row(PAUSED, FINDING, ALWAYS, HELD, STAND_STILL),
          row(PAUSED, RESUME, FROM_RUNNING, RUNNING, GO_ON),
          row(PAUSED, RESUME, FROM_ROLLING_BACK, ROLLING_BACK, RETURN_ACCOUNTS),
          row(PAUSED, ROLLBACK, REVERSIBLE, ROLLING_BACK, RETURN_ACCOUNTS),
          //
          row(HELD, SET_LIMITS, ALWAYS, HELD, NONE),
          row(HELD, VERIFIED, ALWAYS, HELD, NONE),
          row(HELD, REPAIR, HAS_REASON, HELD, NONE),
          row(HELD, FINDING, ALWAYS, HELD, NONE),
          row(HELD, RELEASE_HOLD, REASON_FROM_RUNNING, RUNNING, GO_ON),
          row(HELD, RELEASE_HOLD, REASON_FROM_SOAKING, SOAKING, KEEP_REVERSE),
          row(HELD, RELEASE_HOLD, REASON_FROM_ROLLING_BACK, ROLLING_BACK, RETURN_ACCOUNTS),
          row(HELD, ROLLBACK, REVERSIBLE, ROLLING_BACK, RETURN_ACCOUNTS),
          //
          row(SOAKING, SET_LIMITS, ALWAYS, SOAKING, NONE),
          row(SOAKING, VERIFIED, ALWAYS, SOAKING, NONE),
          row(SOAKING, REPAIR, HAS_REASON, SOAKING, NONE),
          row(SOAKING, FINDING, ALWAYS, HELD, STAND_STILL),
          row(SOAKING, ROLLBACK, REVERSIBLE, ROLLING_BACK, RETURN_ACCOUNTS),
          row(SOAKING, FINISH, EVERYBODY_DEALT_WITH, FINISHING, SETTLE_ACCOUNTS),
          row(SOAKING, KEEP_EXPIRED, EVERYBODY_MOVED, FINISHING, SETTLE_ACCOUNTS),
          //
          row(ROLLING_BACK, SET_LIMITS, ALWAYS, ROLLING_BACK, NONE),
          row(ROLLING_BACK, FINDING, ALWAYS, HELD, STAND_STILL),
          row(ROLLING_BACK, PAUSE, ALWAYS, PAUSED, STAND_STILL),
          row(ROLLING_BACK, ALL_RETURNED, EVERYBODY_BACK, ROLLED_BACK, END),
          //
          row(FINISHING, REPAIR, HAS_REASON, FINISHING, NONE),
          row(FINISHING, ALL_SETTLED, EVERYBODY_SETTLED, COMPLETED, END));

  /** Commands that say where the migration is, or is going, already: nothing to do. */
  private static final Map<MigrationEventKind, Set<MigrationState>> GIVEN =
      Map.of(
          START, Set.of(RUNNING),
          CANCEL, Set.of(CANCELLED),
          PAUSE, Set.of(PAUSED),
          RESUME, Set.of(RUNNING, ROLLING_BACK),
          ROLLBACK, Set.of(ROLLING_BACK, ROLLED_BACK),
          FINISH, Set.of(FINISHING, COMPLETED));

  static {
    check(ROWS);
  }

  private MigrationStateMachine() {}

  /** A transition. */
  public record Row(
      MigrationState from,
      MigrationEventKind event,
      Guard guard,
      MigrationState to,
      Effect effect) {
    private Key key() {
      return new Key(from, event, guard);
    }
  }

  private record Key(MigrationState from, MigrationEventKind event, Guard guard) {}

  /**
   * What guards look at.
   *
   * @param lastWave the present wave is the last one
   * @param open accounts of the present wave or an earlier one that have not moved
   * @param overlaid accounts of any wave that two stores have a part of each
   * @param quarantined accounts that are set aside
   * @param reverseSynced accounts that a rollback sends back by the hand-off
   * @param notReturned accounts that are not RETURNED
   * @param notSettled accounts that are neither MOVED nor taken out (RETURNED)
   * @param choresLeft a store has still to release or purge one of the accounts
   * @param reverseHealthy the leader has said so within the last 5 s
   * @param mismatchOpen a copy is known to be wrong and was not made again
   * @param hasReason the command gives one
   */
  public record Facts(
      boolean lastWave,
      long open,
      long overlaid,
      long quarantined,
      long reverseSynced,
      long notReturned,
      long notSettled,
      boolean choresLeft,
      boolean reverseHealthy,
      Verification verification,
      boolean mismatchOpen,
      boolean hasReason) {}

  private record Situation(MigrationPosition at, Facts facts) {
    boolean nobodyComes() {
      return facts.verification().permitsFinish() && facts.open() == 0 && facts.overlaid() == 0;
    }

    boolean mayBeReleased() {
      return facts.hasReason() && !facts.mismatchOpen();
    }

    boolean resumesTo(MigrationState state) {
      return at.resumeTo().equals(Optional.of(state));
    }
  }

  /** When a row may be taken. */
  public enum Guard {
    /** No condition. */
    ALWAYS("", _ -> true),
    /** The wave has not been said to have moved, and nobody in it or before it is left. */
    WAVE_DONE(
        "the wave moves and no account of it or an earlier one waits or is under way",
        s -> !s.at().soakingWave() && s.facts().open() == 0),
    /** Another wave follows. */
    SOAKED_BEFORE_LAST(
        "the wave soaks and another follows", s -> s.at().soakingWave() && !s.facts().lastWave()),
    /** No other wave follows. */
    SOAKED_LAST(
        "the wave soaks and is the last", s -> s.at().soakingWave() && s.facts().lastWave()),
    /** Going back loses nothing and needs no new copy. */
    REVERSIBLE(
        "no account is reverse synced, or the leader has reported within 5 s that reverse sync is"
            + " healthy",
        s -> s.facts().reverseSynced() == 0 || s.facts().reverseHealthy()),
    /** Paused while it ran. */
    FROM_RUNNING("it was paused in RUNNING", s -> s.resumesTo(RUNNING)),
    /** Paused on its way back. */
    FROM_ROLLING_BACK("it was paused in ROLLING_BACK", s -> s.resumesTo(ROLLING_BACK)),
    /** What is overwritten cannot be looked at again: somebody says why. */
    HAS_REASON("a reason is given", s -> s.facts().hasReason()),
    /** Held while it ran; a wave that soaked soaks on and its gate is measured again. */
    REASON_FROM_RUNNING(
        "a reason is given, no mismatch is open and it was held in RUNNING",
        s -> s.mayBeReleased() && s.resumesTo(RUNNING)),
    /** Held when all had moved. */
    REASON_FROM_SOAKING(
        "a reason is given, no mismatch is open and it was held in SOAKING",
        s -> s.mayBeReleased() && s.resumesTo(SOAKING)),
    /** Held on its way back. */
    REASON_FROM_ROLLING_BACK(
        "a reason is given, no mismatch is open and it was held in ROLLING_BACK",
        s -> s.mayBeReleased() && s.resumesTo(ROLLING_BACK)),
    /** Nobody is left where he was. */
    EVERYBODY_MOVED(
        "no verification is open or failed and no account waits, is under way, overlaid or"
            + " quarantined",
        s -> s.nobodyComes() && s.facts().quarantined() == 0),
    /** Nobody is left where he was, or an operator says why he stays there. */
    EVERYBODY_DEALT_WITH(
        "no verification is open or failed, no account waits, is under way or overlaid, and none is"
            + " quarantined unless a reason is given: then those stay where they are",
        s -> s.nobodyComes() && (s.facts().quarantined() == 0 || s.facts().hasReason())),
    /** Nobody is left at a target. */
    EVERYBODY_BACK("every account is RETURNED", s -> s.facts().notReturned() == 0),
    /** Nothing is left at a source. */
    EVERYBODY_SETTLED(
        "every account is MOVED (or was taken out) and has no chores left",
        s -> s.facts().notSettled() == 0 && !s.facts().choresLeft());

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

  /** What a transition sets going. */
  public enum Effect {
    /** Nothing. */
    NONE,
    /** Accounts of the wave are enrolled. */
    MOVE_WAVE,
    /** As {@link #MOVE_WAVE}, of the next one. */
    MOVE_NEXT_WAVE,
    /** The wave is observed before its gate. */
    SOAK_WAVE,
    /** Moves or soaks as it did before. */
    GO_ON,
    /** Moves are no longer given out; what is served is served where it is. */
    STAND_STILL,
    /** Former homes follow the new ones. */
    KEEP_REVERSE,
    /** Accounts are sent home. */
    RETURN_ACCOUNTS,
    /** Accounts are verified and settled, their sources purged. */
    SETTLE_ACCOUNTS,
    /** Nothing more will happen. */
    END
  }

  /** What comes of an event. */
  public sealed interface Decision {
    /** A row is taken; the position after it. */
    record Taken(Row row, MigrationPosition next) implements Decision {}

    /** The command has been given before: nothing changes. */
    record Already() implements Decision {}

    /** No row, or no guard, permits it; says what would. */
    record Refused(String message) implements Decision {}
  }

  /** Decides on an event. */
  public static Decision decide(MigrationPosition at, MigrationEventKind event, Facts facts) {
    if (GIVEN.getOrDefault(event, Set.of()).contains(at.state())) {
      return new Decision.Already();
    }
    List<Row> rows =
        ROWS.stream().filter(r -> r.from() == at.state() && r.event() == event).toList();
    Situation situation = new Situation(at, facts);
    return rows.stream()
        .filter(r -> r.guard().holds.test(situation))
        .findFirst()
        .<Decision>map(r -> new Decision.Taken(r, after(at, r)))
        .orElseGet(() -> new Decision.Refused(refusal(at.state(), event, rows)));
  }

  private static MigrationPosition after(MigrationPosition at, Row row) {
    MigrationPosition next = at.in(row.to());
    return switch (row.effect()) {
      case MOVE_WAVE, KEEP_REVERSE, RETURN_ACCOUNTS -> next.at(at.wave(), false);
      case MOVE_NEXT_WAVE -> next.at(at.wave() + 1, false);
      case SOAK_WAVE -> next.at(at.wave(), true);
      case NONE, GO_ON, STAND_STILL, SETTLE_ACCOUNTS, END -> next;
    };
  }

  private static String refusal(MigrationState state, MigrationEventKind event, List<Row> rows) {
    if (rows.isEmpty()) {
      Set<MigrationEventKind> commands = commands(state);
      return event.word()
          + " is not permitted in "
          + state
          + "; permitted commands: "
          + (commands.isEmpty()
              ? "none"
              : commands.stream().map(MigrationEventKind::word).collect(Collectors.joining(", ")));
    }
    return event.word()
        + " in "
        + state
        + " only if "
        + rows.stream().map(r -> r.guard().sentence()).collect(Collectors.joining("; or if "));
  }

  /** What an operator may command in a state, in the order of the kinds. */
  public static Set<MigrationEventKind> commands(MigrationState state) {
    return ROWS.stream()
        .filter(r -> r.from() == state && r.event().isCommand())
        .map(Row::event)
        .sorted()
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** What an operator may cause in a state: commands, and a verification. */
  public static Set<MigrationEventKind> permitted(MigrationState state) {
    Set<MigrationEventKind> permitted = commands(state);
    if (ROWS.stream().anyMatch(r -> r.from() == state && r.event() == VERIFIED)) {
      permitted.add(VERIFIED);
    }
    return permitted;
  }

  /** Every transition. */
  public static List<Row> rows() {
    return ROWS;
  }

  /** Where a command has been given already. */
  static Map<MigrationEventKind, Set<MigrationState>> given() {
    return GIVEN;
  }

  static void check(List<Row> rows) {
    Set<Key> seen = new HashSet<>();
    for (Row row : rows) {
      if (row.from().isFinal() || !seen.add(row.key())) {
        throw new IllegalStateException("twice, or out of a final state: " + row);
      }
    }
    Arrays.stream(MigrationState.values())
        .filter(state -> !state.isFinal() && rows.stream().noneMatch(r -> r.from() == state))
        .findFirst()
        .ifPresent(state -> {
          throw new IllegalStateException("no way out of " + state);
        });
  }

  private static Row row(
      MigrationState from,
      MigrationEventKind event,
      Guard guard,
      MigrationState to,
      Effect effect) {
    return new Row(from, event, guard, to, effect);
  }
}
