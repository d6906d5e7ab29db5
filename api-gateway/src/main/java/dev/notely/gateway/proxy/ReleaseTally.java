package dev.notely.gateway.proxy;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What users felt of each release since this process started. Bounded: there are few releases, and
 * of more than {@link #MOST} the rest is not counted. For any thread.
 */
final class ReleaseTally {
  private static final int MOST = 50;
  private static final long LONGEST_US = 60_000_000;
  private static final int DIGITS = 1; // of a gate that asks for half as much again

  private final Map<String, Counts> byRelease = new ConcurrentHashMap<>();

  /** Of one release. */
  static final class Counts {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder compared = new LongAdder();
    private final LongAdder different = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Histogram latencies = new ConcurrentHistogram(LONGEST_US, DIGITS);

    long requests() {
      return requests.sum();
    }

    long errors() {
      return errors.sum();
    }

    long compared() {
      return compared.sum();
    }

    long different() {
      return different.sum();
    }

    long dropped() {
      return dropped.sum();
    }

    /** Requests by the upper ends of their buckets, in microseconds. */
    Map<Long, Long> latencies() {
      Map<Long, Long> buckets = new TreeMap<>();
      latencies
          .copy()
          .recordedValues()
          .forEach(
              value -> buckets.put(value.getValueIteratedTo(), value.getCountAtValueIteratedTo()));
      return buckets;
    }
  }

  private Counts of(String release) {
    Counts known = byRelease.get(release);
    if (known != null) {
      return known;
    }
    return byRelease.size() < MOST
        ? byRelease.computeIfAbsent(release, _ -> new Counts())
        : new Counts();
  }

  Map<String, Counts> counts() {
    return new TreeMap<>(byRelease);
  }

  /** A mirrored read was answered by both. */
  void compared(String release, boolean same) {
    Counts counts = of(release);
    counts.compared.increment();
    if (!same) {
      counts.different.increment();
    }
  }

  /** A read was to be mirrored and was not, or there was nothing to compare. */
  void dropped(String release) {
    of(release).dropped.increment();
  }

  /** A call begins; empty: its account may be served by any release. */
  Call begin(String chosen) {
    return new Call(chosen);
  }

  /** One call of a user, over all its attempts. For one thread. */
  final class Call {
    private String release;

    private Call(String chosen) {
      release = chosen;
      if (!chosen.isEmpty()) {
        of(chosen).requests.increment();
      }
    }

    /** A proxy of that release is asked: if it is another one, the one before did not answer. */
    void asked(String other) {
      if (other.equals(release)) {
        return;
      }
      if (!release.isEmpty()) {
        of(release).errors.increment();
      }
      release = other;
      if (!other.isEmpty()) {
        of(other).requests.increment();
      }
    }

    /** The release that was asked last has answered. */
    void answered(long micros) {
      if (!release.isEmpty()) {
        of(release).latencies.recordValue(Math.clamp(micros, 0, LONGEST_US));
      }
    }

    /** Nobody else is asked: the user gets an error. */
    void failed() {
      if (!release.isEmpty()) {
        of(release).errors.increment();
      }
    }
  }
}
