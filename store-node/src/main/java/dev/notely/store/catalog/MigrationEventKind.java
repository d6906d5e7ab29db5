package dev.notely.store.catalog;

import java.util.Arrays;
import java.util.Locale;

/** What can happen to a migration (catalog.proto, MigrationEventKind). */
public enum MigrationEventKind {
  /** An operator lets it run. */
  START(1),
  /** An operator gives it up before anything has moved. */
  CANCEL(2),
  /** An operator lets it stand still. */
  PAUSE(3),
  /** An operator lets it go on after a pause. */
  RESUME(4),
  /** An operator lets it go on after a hold, with a reason. */
  RELEASE_HOLD(5),
  /** Everything goes back. */
  ROLLBACK(6),
  /** An operator gives the sources up. */
  FINISH(7),
  /** An operator changes how fast it goes. */
  SET_LIMITS(8),
  /** An operator has a copy of an account made again from its home, with a reason. */
  REPAIR(9),
  /** What the gates compare with was measured. */
  BASELINE_MEASURED(20),
  /** Every account of the wave has moved. */
  WAVE_MOVED(21),
  /** The wave has soaked and its figures are within their bounds. */
  GATE_PASSED(22),
  /** A figure of the wave is over its bound. */
  GATE_FAILED(23),
  /** A mismatch or an inconsistency was found. */
  FINDING(24),
  /** The time for which the sources are kept has passed. */
  KEEP_EXPIRED(25),
  /** Every account is back. */
  ALL_RETURNED(26),
  /** Every account has one store. */
  ALL_SETTLED(27),
  /** A verification began or ended. */
  VERIFIED(28);

  private final int code;

  MigrationEventKind(int code) {
    this.code = code;
  }

  /** As the wire numbers it. */
  public int code() {
    return code;
  }

  /** Given by an operator, not found by the leader. */
  public boolean isCommand() {
    return code < BASELINE_MEASURED.code;
  }

  /** A command as operators give it, by REST and CLI; anything else by its name. */
  public String word() {
    return switch (this) {
      case RELEASE_HOLD -> "release";
      case SET_LIMITS -> "limits";
      default -> isCommand() ? name().toLowerCase(Locale.ROOT) : name();
    };
  }

  /**
   * The kind of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MigrationEventKind of(int code) {
    return Arrays.stream(values())
        .filter(kind -> kind.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("event " + code + " is not known"));
  }
}
