package dev.notely.proxy.feeling;

import java.util.List;
import java.util.TreeMap;

/**
 * What users of some accounts felt in some time.
 *
 * @param errors of the requests, those without an answer that the contract allows
 * @param histogram latencies, the fastest first; empty buckets are left out
 */
public record Counts(long requests, long errors, List<Bucket> histogram) {
  public static final Counts NONE = new Counts(0, 0, List.of());

  /**
   * Requests that took about the same time.
   *
   * @param micros upper end, inclusive
   */
  public record Bucket(long micros, long requests) {}

  public Counts {
    histogram = List.copyOf(histogram);
  }

  /** Both together. */
  public Counts plus(Counts other) {
    TreeMap<Long, Long> merged = new TreeMap<>();
    histogram.forEach(bucket -> merged.merge(bucket.micros(), bucket.requests(), Long::sum));
    other.histogram.forEach(bucket -> merged.merge(bucket.micros(), bucket.requests(), Long::sum));
    List<Bucket> buckets =
        merged.entrySet().stream().map(e -> new Bucket(e.getKey(), e.getValue())).toList();
    return new Counts(requests + other.requests, errors + other.errors, buckets);
  }

  /** The time that {@code percentile} (0..100) of the requests did not exceed; 0 without any. */
  public long percentileMicros(double percentile) {
    long counted = histogram.stream().mapToLong(Bucket::requests).sum();
    long rank = Math.max(1, (long) Math.ceil(counted * percentile / 100));
    long passed = 0;
    for (Bucket bucket : histogram) {
      passed += bucket.requests();
      if (passed >= rank) {
        return bucket.micros();
      }
    }
    return 0;
  }
}
