package dev.notely.gateway.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last minute of an instrument that counts since the process started: the difference to an
 * earlier reading. Readings are taken when somebody asks, so the first answer after a while knows
 * nothing yet, and the next ones know what came since.
 */
public final class MeasuredUsers implements UserFigures {
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST = 100;

  private final Supplier<RequestTotals> instrument;
  private final LongSupplier nanos;
  private final Deque<Reading> readings = new ArrayDeque<>(); // the oldest first; guarded by this

  private record Reading(long nanos, RequestTotals totals) {}

  /**
   * Users of an instrument.
   *
   * @param nanos time from anywhere, never falling
   */
  public MeasuredUsers(Supplier<RequestTotals> instrument, LongSupplier nanos) {
    this.instrument = instrument;
    this.nanos = nanos;
  }

  @Override
  public synchronized Felt lastMinute() {
    Reading now = new Reading(nanos.getAsLong(), instrument.get());
    readings.removeIf(old -> now.nanos() - old.nanos() > MINUTE_NANOS);
    readings.add(now);
    if (readings.size() > MOST) {
      readings.remove();
    }
    Reading then = readings.element();
    RequestTotals lately = now.totals().since(then.totals());
    return new Felt(
        (now.nanos() - then.nanos()) / SECOND_NANOS,
        lately.requests(),
        lately.failed(),
        lately.percentileMs(0.5),
        lately.percentileMs(0.99));
  }
}
