package dev.notely.gateway.status;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests of users since the process started, as the instrument has them.
 *
 * @param failed of all
 * @param boundsS upper ends of the classes of latency in seconds, rising, without the last, open
 *     one
 * @param counts one more than bounds; empty with the bounds: nothing was recorded yet
 */
public record RequestTotals(long failed, List<Double> boundsS, List<Long> counts) {
  public static final RequestTotals NONE = new RequestTotals(0, List.of(), List.of());

  private static final double MS = 1_000;

  public RequestTotals {
    boundsS = List.copyOf(boundsS);
    counts = List.copyOf(counts);
  }

  public long requests() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Both together; series of one instrument have the same bounds. */
  public RequestTotals plus(RequestTotals other) {
    return counts.isEmpty() ? other : combined(other, 1);
  }

  /** What came after an earlier reading. */
  RequestTotals since(RequestTotals earlier) {
    return combined(earlier, -1);
  }

  private RequestTotals combined(RequestTotals other, int sign) {
    if (other.counts.isEmpty()) {
      return this;
    }
    List<Long> sums = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      sums.add(counts.get(i) + sign * other.counts.get(i));
    }
    return new RequestTotals(failed + sign * other.failed, boundsS, sums);
  }

  /**
   * The latency that {@code share} (0..1) of the requests did not exceed, in milliseconds; within a
   * class they are taken to be spread evenly, and beyond the last bound to be as fast as it.
   */
  double percentileMs(double share) {
    double rank = share * requests();
    double below = 0;
    double lower = 0;
    for (int i = 0; i < boundsS.size(); i++) {
      double upper = boundsS.get(i);
      long here = counts.get(i);
      if (here > 0 && below + here >= rank) {
        return MS * (lower + (upper - lower) * (rank - below) / here);
      }
      below += here;
      lower = upper;
    }
    return requests() == 0 ? 0 : MS * lower;
  }
}
