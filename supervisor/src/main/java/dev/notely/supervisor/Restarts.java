package dev.notely.supervisor;

import java.time.Duration;

/**
 * When a process that ended by itself is started again: after pauses that double, five times in a
 * row.
 *
 * @param inARow ends without a long life between
 * @param total restarts since the first start
 */
record Restarts(int inARow, int total) {
  static final Restarts NONE = new Restarts(0, 0);

  /** So many restarts in a row, then it is given up. */
  static final int MOST = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** One that lived so long has worked. */
  private static final Duration LONG_LIFE = Duration.ofSeconds(30);

  /** It has ended after this life. */
  Restarts ended(Duration life) {
    return new Restarts(life.compareTo(LONG_LIFE) >= 0 ? 1 : inARow + 1, total);
  }

  /** It was started again. */
  Restarts restarted() {
    return new Restarts(inARow, total + 1);
  }

  boolean isGivenUp() {
    return inARow > MOST;
  }

  /** How long to wait before it is started again. */
  Duration pause() {
    return FIRST_PAUSE.multipliedBy(1L << (inARow - 1));
  }
}
