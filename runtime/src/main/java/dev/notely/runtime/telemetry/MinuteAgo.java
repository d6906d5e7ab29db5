package dev.notely.runtime.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Remembers what was read during the last minute, so that cumulative counts can be told from those
 * of a minute ago. Bounded: one reading every two seconds.
 *
 * @param <R> a reading
 */
public final class MinuteAgo<R> {
  /** Between two readings that are kept. */
  public static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Deque<Kept<R>> kept = new ArrayDeque<>(); // oldest first; guarded by this

  private record Kept<R>(long nanos, R reading) {}

  /** Remembers nothing yet. */
  public MinuteAgo() {}

  /**
   * A reading; of those that come sooner than {@link #STEP_NANOS} after one that was kept nothing
   * is remembered.
   *
   * @param nanos when, from anywhere, never falling
   */
  public synchronized void keep(long nanos, R reading) {
    if (kept.isEmpty() || nanos - kept.getLast().nanos() >= STEP_NANOS) {
      kept.addLast(new Kept<>(nanos, reading));
      drop(nanos);
    }
  }

  /** The reading of a minute ago, give or take a second; empty: there was none yet. */
  public synchronized Optional<R> before(long nanos) {
    drop(nanos);
    return Optional.ofNullable(kept.peekFirst())
        .filter(oldest -> isOldEnough(oldest, nanos))
        .map(Kept::reading);
  }

  private void drop(long nanos) {
    while (kept.size() > 1 && secondIsOldEnough(nanos)) {
      kept.removeFirst();
    }
  }

  private boolean secondIsOldEnough(long nanos) {
    return isOldEnough(kept.stream().skip(1).findFirst().orElseThrow(), nanos);
  }

  private static boolean isOldEnough(Kept<?> one, long nanos) {
    return nanos - one.nanos() >= MINUTE_NANOS - STEP_NANOS / 2;
  }

  synchronized int size() {
    return kept.size();
  }
}
