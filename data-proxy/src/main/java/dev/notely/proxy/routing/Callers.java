package dev.notely.proxy.routing;

import java.time.Instant;

/** Who asks, as far as it matters where several share a call. */
public interface Callers {
  /** The caller on whose behalf this thread runs. */
  Caller current();

  /** Somebody who waits for an answer. */
  interface Caller {
    /** Runs once the caller has gone or has no time left; at once if that is so already. */
    void whenGone(Runnable action);

    /** Runs in the caller's trace; what it sends ends at the deadline, not with the caller. */
    void outliving(Instant deadline, Runnable sending);
  }
}
