package dev.notely.proxy.routing;

/**
 * What came of the dual writes to a store.
 *
 * @param sent arrived, and the store took them
 * @param refused by the store: its copy has not begun, or has ended
 * @param failed without an answer
 * @param dropped because too many waited, or for the sake of the store's users
 * @param waiting now
 * @param lagMillis how long the oldest of them has waited
 */
public record DualTally(
    long sent, long refused, long failed, long dropped, long waiting, long lagMillis) {
  /** Nothing. */
  public static final DualTally NONE = new DualTally(0, 0, 0, 0, 0, 0);

  static DualTally ofSent(long records) {
    return new DualTally(records, 0, 0, 0, 0, 0);
  }

  static DualTally ofRefused(long records) {
    return new DualTally(0, records, 0, 0, 0, 0);
  }

  static DualTally ofFailed(long records) {
    return new DualTally(0, 0, records, 0, 0, 0);
  }

  static DualTally ofDropped(long records) {
    return new DualTally(0, 0, 0, records, 0, 0);
  }

  static DualTally ofWaiting(long records, long millis) {
    return new DualTally(0, 0, 0, 0, records, millis);
  }

  /** Those of two proxies, or of two times. */
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
