package dev.notely.proxy.routing;

/**
 * What came of the dual writes to a store.
 *
 * @param sent arrived, and the store took them
 * @param refused by the store: its copy has not begun, or has ended
 * @param failed without an answer
 * @param dropped because too many waited, or for the sake of the store's users
 * @param waiting to be sent now, or under way
 * @param behind of those that were refused, failed or dropped: how many the copy may still lack
 * @param lagMillis how long ago the oldest that waits or lacks was written
 */
public record DualTally(
    long sent, long refused, long failed, long dropped, long waiting, long behind, long lagMillis) {
  /** Nothing. */
  public static final DualTally NONE = new DualTally(0, 0, 0, 0, 0, 0, 0);

  static DualTally ofSent(long records) {
    return new DualTally(records, 0, 0, 0, 0, 0, 0);
  }

  static DualTally ofRefused(long records) {
    return new DualTally(0, records, 0, 0, 0, 0, 0);
  }

  static DualTally ofFailed(long records) {
    return new DualTally(0, 0, records, 0, 0, 0, 0);
  }

  static DualTally ofDropped(long records) {
    return new DualTally(0, 0, 0, records, 0, 0, 0);
  }

  static DualTally ofWaiting(long records, long millis) {
    return new DualTally(0, 0, 0, 0, records, 0, millis);
  }

  static DualTally ofBehind(long records, long millis) {
    return new DualTally(0, 0, 0, 0, 0, records, millis);
  }

  /** Records that the home has and the copy may lack. */
  public long lagRecords() {
    return waiting + behind;
  }

  /** Those of two proxies, or of two times. */
  public DualTally plus(DualTally other) {
    return new DualTally(
        sent + other.sent,
        refused + other.refused,
        failed + other.failed,
        dropped + other.dropped,
        waiting + other.waiting,
        behind + other.behind,
        Math.max(lagMillis, other.lagMillis));
  }
}
