package dev.notely.bench;

import java.util.Locale;

/**
 * A figure to reach.
 *
 * @param got not a number where nothing could be measured: then it is missed
 */
record Goal(String what, double got, Bound bound, double wanted) {
  /** On which side of the wanted figure it is to be. */
  enum Bound {
    AT_MOST,
    AT_LEAST
  }

  static Goal atMost(String what, double got, double wanted) {
    return new Goal(what, got, Bound.AT_MOST, wanted);
  }

  static Goal atLeast(String what, double got, double wanted) {
    return new Goal(what, got, Bound.AT_LEAST, wanted);
  }

  boolean reached() {
    return bound == Bound.AT_MOST ? got <= wanted : got >= wanted;
  }

  /** In one line. */
  String say() {
    return String.format(
        Locale.ROOT,
        "%s: %.2f, %s (%s %s)",
        what,
        got,
        reached() ? "reached" : "MISSED",
        bound == Bound.AT_MOST ? "at most" : "at least",
        wanted);
  }
}
