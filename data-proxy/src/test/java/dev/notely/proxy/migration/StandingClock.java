package dev.notely.proxy.migration;

import java.time.Duration;
import java.time.Instant;

/** Time that passes only when somebody waits, or a test says so. */
final class StandingClock implements Pace {
  private volatile Instant now = Instant.EPOCH;
  volatile int pauses;

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void pause(Duration time) {
    synchronized (this) {
      pauses++;
      advance(time);
    }
  }
}
