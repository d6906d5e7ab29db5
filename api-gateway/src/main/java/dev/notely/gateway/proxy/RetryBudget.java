package dev.notely.gateway.proxy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Retries cost a tenth of what requests bring, so that a system in trouble is not asked more than
 * it was in good times.
 */
final class RetryBudget {
  private static final long REQUEST = 1;
  private static final long RETRY = 10;
  private static final long FULL = 1_000;

  private final AtomicLong tokens = new AtomicLong(FULL);

  void request() {
    tokens.updateAndGet(now -> Math.min(FULL, now + REQUEST));
  }

  boolean retry() {
    return tokens.getAndUpdate(now -> now >= RETRY ? now - RETRY : now) >= RETRY;
  }
}
