package dev.notely.store.releases;

import java.util.List;
import java.util.Map;

/**
 * What a gateway has counted since it started.
 *
 * @param gateway unique per process start
 * @param counts by release
 * @param differences new since its last report
 */
public record TrafficReport(
    String gateway, Map<String, Counts> counts, List<Difference> differences) {
  public TrafficReport {
    counts = Map.copyOf(counts);
    differences = List.copyOf(differences);
  }

  /**
   * Of one release.
   *
   * @param latencies requests by the upper ends of their buckets, in microseconds
   */
  public record Counts(
      long requests, long errors, Map<Long, Long> latencies, long compared, long different) {
    static final Counts NONE = new Counts(0, 0, Map.of(), 0, 0);

    public Counts {
      latencies = Map.copyOf(latencies);
    }
  }
}
