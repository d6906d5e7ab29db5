package dev.notely.proxy.routing;

import java.util.Map;
import java.util.TreeMap;

/**
 * What came of the shadow reads at a store.
 *
 * @param pending the copy had not got so far
 * @param ahead the copy had a write already that came after the user's read
 * @param unanswered the store had no copy of the epoch, or did not answer
 * @param dropped because too many were under way
 * @param home how many of those that were equal took how long at their homes; by microseconds,
 *     inclusive
 * @param second likewise at the store
 */
public record ShadowFigures(
    long equal,
    long pending,
    long ahead,
    long mismatches,
    long unanswered,
    long dropped,
    Map<Long, Long> home,
    Map<Long, Long> second) {
  /** Nothing. */
  public static final ShadowFigures NONE = counts(0, 0, 0, 0, 0, 0);

  public ShadowFigures {
    home = Map.copyOf(home);
    second = Map.copyOf(second);
  }

  /** Without how long they took. */
  public static ShadowFigures counts(
      long equal, long pending, long ahead, long mismatches, long unanswered, long dropped) {
    return new ShadowFigures(
        equal, pending, ahead, mismatches, unanswered, dropped, Map.of(), Map.of());
  }

  /** One that came to this. */
  static ShadowFigures of(ShadowComparator.Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> counts(1, 0, 0, 0, 0, 0);
      case PENDING -> counts(0, 1, 0, 0, 0, 0);
      case AHEAD -> counts(0, 0, 1, 0, 0, 0);
      case MISMATCH -> counts(0, 0, 0, 1, 0, 0);
    };
  }

  /** How many told whether the copy is right: of the others it was behind, ahead, or silent. */
  public long compared() {
    return equal + mismatches;
  }

  /** Those of two proxies, or of two times. */
  public ShadowFigures plus(ShadowFigures other) {
    return new ShadowFigures(
        equal + other.equal,
        pending + other.pending,
        ahead + other.ahead,
        mismatches + other.mismatches,
        unanswered + other.unanswered,
        dropped + other.dropped,
        sum(home, other.home),
        sum(second, other.second));
  }

  private static Map<Long, Long> sum(Map<Long, Long> one, Map<Long, Long> other) {
    Map<Long, Long> sum = new TreeMap<>(one);
    other.forEach((micros, count) -> sum.merge(micros, count, Long::sum));
    return sum;
  }
}
