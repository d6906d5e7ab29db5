package dev.notely.gateway.status;

/** What everybody wants to know first of migrations that have not ended: in this order. */
enum Urgency {
  /** It waits for somebody. */
  HELD,
  /** Accounts move, or former homes are emptied. */
  MOVES,
  /** It has begun, and stands. */
  RESTS,
  /** Nothing has moved yet, or its state is one of a later release. */
  BEGINS;

  /** Of a state as the catalog names it. */
  static Urgency of(String state) {
    return switch (state) {
      case "HELD" -> HELD;
      case "RUNNING", "ROLLING_BACK", "FINISHING" -> MOVES;
      case "PAUSED", "SOAKING" -> RESTS;
      default -> BEGINS;
    };
  }
}
