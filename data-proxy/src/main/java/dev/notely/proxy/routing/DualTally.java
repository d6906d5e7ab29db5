package dev.notely.proxy.routing;

/**
 * What came of the dual writes to a store.
 *
 * @param sent arrived, and the store took them
 * @param refused by the store: its copy has not begun, or has ended
 * @param failed without an answer
 * @param dropped because too many waited
 * @param waiting now
 * @param lagMillis how long the oldest of them has waited
 */
public record DualTally(
    long sent, long refused, long failed, long dropped, long waiting, long lagMillis) {
  /** Those of two proxies. */
  public DualTally plus(DualTally other) {
    return new DualTally(
        sent + other.sent,
        refused + other.refused,
        failed + other.failed,
        dropped + other.dropped,
        waiting + other.waiting,
        Math.max(lagMillis, other.lagMillis));
  }
}
