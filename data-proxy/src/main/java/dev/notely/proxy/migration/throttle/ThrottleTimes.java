package dev.notely.proxy.migration.throttle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the movers of a migration did with the last minute.
 *
 * @param workedMillis of all of them
 * @param waits by what they waited for
 */
public record ThrottleTimes(long workedMillis, List<Wait> waits) {
  public static final ThrottleTimes NONE = new ThrottleTimes(0, List.of());

  /** Less than that of the last three seconds holds nobody up. */
  private static final long LITTLE_MILLIS = 60;

  public ThrottleTimes {
    waits = List.copyOf(waits);
  }

  /**
   * Time that a signal took.
   *
   * @param signal its label
   * @param sentence the signal and its figures as they are now
   * @param millis in the last minute
   * @param latelyMillis of them, in the last seconds
   */
  public record Wait(String signal, String sentence, long millis, long latelyMillis) {}

  /** Of both. Where both wait for the same, the sentence is that of who waited longer of late. */
  public ThrottleTimes plus(ThrottleTimes other) {
    Map<String, Wait> sums = new TreeMap<>();
    List<Wait> all = new ArrayList<>(waits);
    all.addAll(other.waits);
    for (Wait wait : all) {
      sums.merge(
          wait.signal(),
          wait,
          (one, two) ->
              new Wait(
                  one.signal(),
                  (one.latelyMillis() >= two.latelyMillis() ? one : two).sentence(),
                  one.millis() + two.millis(),
                  one.latelyMillis() + two.latelyMillis()));
    }
    return new ThrottleTimes(workedMillis + other.workedMillis, List.copyOf(sums.values()));
  }

  /** What throttles now, in a sentence; empty: nothing does. */
  public Optional<String> now() {
    return waits.stream()
        .filter(wait -> wait.latelyMillis() >= LITTLE_MILLIS)
        .max(Comparator.comparingLong(Wait::latelyMillis))
        .map(Wait::sentence);
  }

  /** Part of the movers' time that a wait took, 0 to 1. */
  public double share(Wait wait) {
    long all = workedMillis + waits.stream().mapToLong(Wait::millis).sum();
    return all == 0 ? 0 : (double) wait.millis() / all;
  }
}
