package dev.notely.store.releases;

/**
 * What users felt with a release in some time, as gateways counted it.
 *
 * @param errors of the requests
 * @param p50Us median of the answers, in microseconds; 0: none
 * @param p99Us 99th percentile of the answers
 * @param compared reads that were sent to the next release too; counted at the next release
 * @param different of these, those that were answered otherwise
 */
public record Measure(
    long requests, long errors, long p50Us, long p99Us, long compared, long different) {
  public static final Measure NONE = new Measure(0, 0, 0, 0, 0, 0);

  /** Share of the requests that failed, 0..1. */
  double errorRate() {
    return requests == 0 ? 0 : (double) errors / requests;
  }
}
