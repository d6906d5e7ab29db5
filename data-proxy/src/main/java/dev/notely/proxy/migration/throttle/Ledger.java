package dev.notely.proxy.migration.throttle;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What movers did with the last minute, second by second. Bounded: a minute of each migration. */
final class Ledger {
  private static final long SECONDS = 60;
  private static final long LATELY = 3;

  private final Map<Long, NavigableMap<Long, Second>> migrations = new HashMap<>(); // under this

  private static final class Second {
    private final Map<Signal, Duration> waited = new HashMap<>();
    private Duration worked = Duration.ZERO;
  }

  synchronized void worked(long migration, Duration time, long second) {
    Second now = at(migration, second);
    now.worked = now.worked.plus(time);
  }

  synchronized void waited(long migration, Signal signal, Duration time, long second) {
    at(migration, second).waited.merge(signal, time, Duration::plus);
  }

  private Second at(long migration, long second) {
    NavigableMap<Long, Second> seconds =
        migrations.computeIfAbsent(migration, _ -> new TreeMap<>());
    Second found = seconds.get(second);
    if (found == null) {
      migrations.values().forEach(all -> all.headMap(second - SECONDS, true).clear());
      found = new Second();
      seconds.put(second, found);
      migrations.values().removeIf(Map::isEmpty);
    }
    return found;
  }

  /**
   * Of a migration.
   *
   * @param sentences says a signal with its figures
   */
  synchronized ThrottleTimes times(
      long migration, long second, Function<Signal, String> sentences) {
    ThrottleTimes sum = ThrottleTimes.NONE;
    NavigableMap<Long, Second> seconds = migrations.getOrDefault(migration, new TreeMap<>());
    for (Map.Entry<Long, Second> entry : seconds.tailMap(second - SECONDS, false).entrySet()) {
      boolean lately = entry.getKey() > second - LATELY;
      sum =
          sum.plus(
              new ThrottleTimes(
                  entry.getValue().worked.toMillis(),
                  entry.getValue().waited.entrySet().stream()
                      .map(wait ->
                          new ThrottleTimes.Wait(
                              wait.getKey().label(),
                              sentences.apply(wait.getKey()),
                              wait.getValue().toMillis(),
                              lately ? wait.getValue().toMillis() : 0))
                      .toList()));
    }
    return sum;
  }
}
