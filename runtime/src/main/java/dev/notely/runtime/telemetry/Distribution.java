package dev.notely.runtime.telemetry;

import java.util.ArrayList;
import java.util.List;

/**
 * How often something took how long, since the process started: a histogram as its instrument has
 * it.
 *
 * @param bounds upper bounds, rising, without the last, open one; in the instrument's unit
 * @param counts one more than bounds
 */
public record Distribution(List<Double> bounds, List<Long> counts) {
  public Distribution {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "there are " + counts.size() + " counts for " + bounds.size() + " bounds");
    }
  }

  /**
   * Both together.
   *
   * @throws IllegalArgumentException if their bounds differ
   */
  public Distribution plus(Distribution other) {
    if (!bounds.equals(other.bounds)) {
      throw new IllegalArgumentException("the bounds differ");
    }
    List<Long> sums = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      sums.add(counts.get(i) + other.counts.get(i));
    }
    return new Distribution(bounds, sums);
  }

  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
