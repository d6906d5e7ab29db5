package dev.notely.proxy.telemetry;

/**
 * How often somebody is asked: at most once in a period, and so seldom that he spends at most a
 * twentieth of his time on it. Not for several threads.
 */
public final class Pace {
  private static final long PART = 20;

  private final long periodNanos;
  private long dueNanos;

  /**
   * Due at once.
   *
   * @param nowNanos from anywhere
   */
  public Pace(long periodNanos, long nowNanos) {
    this.periodNanos = periodNanos;
    this.dueNanos = nowNanos;
  }

  public boolean isDue(long nowNanos) {
    return nowNanos - dueNanos >= 0;
  }

  /** He was asked. */
  public void asked(long beganNanos, long endedNanos) {
    dueNanos = beganNanos + Math.max(periodNanos, PART * (endedNanos - beganNanos));
  }
}
