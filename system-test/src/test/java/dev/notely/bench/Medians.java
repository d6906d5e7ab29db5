package dev.notely.bench;

import java.util.List;

/** Middle values: one round that was disturbed does not count. */
final class Medians {
  private Medians() {}

  /**
   * The middle one; of an even number the mean of the two.
   *
   * @throws IllegalArgumentException if there is none
   */
  static double of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
