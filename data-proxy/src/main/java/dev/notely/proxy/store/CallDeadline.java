package dev.notely.proxy.store;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Until when a store may work for a user: what was set for the call, else the caller's own. */
public final class CallDeadline {
  private static final long DEFAULT_MS = 10_000;
  private static final long LAST_WORD_MICROS = 100_000;
  private static final Context.Key<Deadline> UNTIL = Context.key("notely-call-deadline");

  private CallDeadline() {}

  /** Runs in the context; the stores' calls that it makes have this deadline. */
  public static void within(Context context, Deadline deadline, Runnable work) {
    context.withValue(UNTIL, deadline).run(work);
  }

  static <S extends AbstractStub<S>> S bounded(S stub) {
    return stub.withDeadline(current());
  }

  private static Deadline current() {
    Deadline set = UNTIL.get();
    if (set != null) {
      return set;
    }
    Deadline caller = Context.current().getDeadline();
    return caller == null ? Deadline.after(DEFAULT_MS, TimeUnit.MILLISECONDS) : before(caller);
  }

  /** How long whoever calls now can wait for an answer; zero: no more. */
  public static Duration left() {
    return Duration.ofNanos(Math.max(0, current().timeRemaining(TimeUnit.NANOSECONDS)));
  }

  /**
   * A little before a caller's deadline, so that it can still be told what it has waited for: a
   * tenth of what is left of it, 100 ms at most.
   */
  public static Deadline before(Deadline caller) {
    long left = Math.max(0, caller.timeRemaining(TimeUnit.MICROSECONDS));
    return caller.offset(-Math.min(left / 10, LAST_WORD_MICROS), TimeUnit.MICROSECONDS);
  }
}
