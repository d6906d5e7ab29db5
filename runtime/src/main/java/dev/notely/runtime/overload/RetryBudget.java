package dev.notely.runtime.overload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How often a process may send again what was not answered: once for ten requests, and a few times
 * a second in any case. So a system in trouble is not asked much more than it was in good times,
 * and a quiet one can always try again. For any thread.
 */
public final class RetryBudget {
  private static final long REQUEST = 1;
  private static final long RETRY = 10;
  private static final long FULL = 1_000; // what good times leave for bad ones: 100 retries
  private static final long FLOOR_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LongSupplier nanos;
  private final AtomicLong tokens = new AtomicLong(FULL);
  private final AtomicLong nextOfFloor;
  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * What was asked of it since the start.
   *
   * @param requests first attempts
   * @param retries further attempts that were made
   * @param refused further attempts that were not
   */
  public record Figures(long requests, long retries, long refused) {}

  /** By the machine's clock. */
  public RetryBudget() {
    this(System::nanoTime);
  }

  /** By another clock, in nanoseconds from anywhere. */
  public RetryBudget(LongSupplier nanos) {
    this.nanos = nanos;
    this.nextOfFloor = new AtomicLong(nanos.getAsLong());
  }

  /** A request is made for the first time. */
  public void request() {
    requests.increment();
    if (tokens.get() < FULL) {
      tokens.updateAndGet(now -> Math.min(FULL, now + REQUEST));
    }
  }

  /** True if one may be sent again; that is then paid. */
  public boolean retry() {
    boolean may =
        tokens.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY || ofTheFloor();
    (may ? retries : refused).increment();
    return may;
  }

  public Figures figures() {
    return new Figures(requests.sum(), retries.sum(), refused.sum());
  }

  private boolean ofTheFloor() {
    long now = nanos.getAsLong();
    long next = nextOfFloor.get();
    return next - now <= 0 && nextOfFloor.compareAndSet(next, now + FLOOR_NANOS);
  }
}
