package dev.notely.proxy.telemetry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many took how long: counts by upper bound in seconds, the last one open. Adds up whatever the
 * bounds: processes of two releases may have others.
 *
 * @param counts by upper bound, infinity for the open one
 */
public record Spread(SortedMap<Double, Long> counts) {
  public static final Spread NONE = new Spread(Collections.emptySortedMap());

  private static final double MICROS = 1e6;

  public Spread {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /**
   * A histogram of one process.
   *
   * @param bounds rising
   * @param counts one more than bounds, or none: all zero
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Spread of(List<Double> bounds, List<Long> counts) {
    if (counts.isEmpty()) {
      return NONE;
    }
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "counts has " + counts.size() + " elements; it has one more than bounds, or none");
    }
    SortedMap<Double, Long> spread = new TreeMap<>();
    for (int i = 0; i < counts.size(); i++) {
      spread.put(i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY, counts.get(i));
    }
    return new Spread(spread);
  }

  /** Both together. */
  public Spread plus(Spread other) {
    SortedMap<Double, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((bound, count) -> sum.merge(bound, count, Long::sum));
    return new Spread(sum);
  }

  /** What came after an earlier one of the same; never less than nothing. */
  public Spread since(Spread earlier) {
    SortedMap<Double, Long> rest = new TreeMap<>();
    counts.forEach((bound, count) ->
        rest.put(bound, Math.max(0, count - earlier.counts.getOrDefault(bound, 0L))));
    return new Spread(rest);
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The time that {@code percent} (0..100) of them did not exceed, in microseconds; 0 without any.
   * Within a bucket they are taken to lie evenly, and above the last bound on it: so it is as good
   * as the bounds are close.
   */
  public long percentileMicros(double percent) {
    double rank = total() * percent / 100;
    double passed = 0;
    double lower = 0;
    for (Map.Entry<Double, Long> bucket : counts.entrySet()) {
      long count = bucket.getValue();
      if (count > 0 && passed + count >= rank) {
        double upper = bucket.getKey().isInfinite() ? lower : bucket.getKey();
        return Math.round((lower + (upper - lower) * (rank - passed) / count) * MICROS);
      }
      passed += count;
      lower = bucket.getKey();
    }
    return 0;
  }
}
