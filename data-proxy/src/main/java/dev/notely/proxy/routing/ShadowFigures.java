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
 * @param home how many of the same reads took how long at their homes; by microseconds, inclusive
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
  public ShadowFigures {
    home = Map.copyOf(home);
    second = Map.copyOf(second);
  }

  /** Those of two proxies. */
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
