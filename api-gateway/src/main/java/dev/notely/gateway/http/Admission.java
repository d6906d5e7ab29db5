package dev.notely.gateway.http;

import dev.notely.gateway.proxy.LoadElsewhere;
import io.helidon.common.concurrency.limits.AimdLimit;
import io.helidon.common.concurrency.limits.LimitAlgorithm.Outcome;
import io.helidon.common.concurrency.limits.LimitAlgorithm.Token;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many of users' requests are under way at once: more with each that is answered soon while
 * there are many, fewer by a tenth with each that comes late or was shed behind. What does not fit
 * is answered 503 at once instead of waiting in a line that nobody gets to the end of. An operator
 * is always let in.
 *
 * <p>That somebody behind does not answer at all (503) says nothing about load; nor does what a
 * proxy had to wait for, or refused for the sake of one store.
 */
final class Admission implements Filter {
  private static final int AT_LEAST = 64;
  private static final int AT_FIRST = 512;
  private static final Duration LATE = Duration.ofSeconds(1);
  private static final String USERS = "/accounts";

  private final AimdLimit limit;
  private final LongAdder shed = new LongAdder();
  private final AtomicInteger admitted = new AtomicInteger();

  /**
   * Lets in by what it sees.
   *
   * @param atMost requests at once, however well it goes
   */
  Admission(int atMost) {
    limit =
        AimdLimit.builder()
            .name("users")
            .minLimit(Math.min(AT_LEAST, atMost))
            .initialLimit(Math.min(AT_FIRST, atMost))
            .maxLimit(atMost)
            .timeout(LATE)
            .build();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!request.path().path().startsWith(USERS)) {
      chain.proceed();
      return;
    }
    if (!(limit.tryAcquireOutcome(false) instanceof Outcome.Accepted accepted)) {
      shed.increment();
      response.header(HeaderNames.RETRY_AFTER, "1");
      ProblemMapper.send(response, new ProblemException(503, "too busy for more requests"));
      return;
    }
    Token token = accepted.token();
    LoadElsewhere elsewhere = new LoadElsewhere();
    admitted.incrementAndGet();
    try {
      elsewhere.watch(chain::proceed);
    } catch (RuntimeException e) {
      token.ignore();
      throw e;
    } finally {
      admitted.decrementAndGet();
    }
    if (elsewhere.isTold()) {
      token.ignore();
      return;
    }
    switch (response.status().code()) {
      case 429, 504 -> token.dropped();
      case 503 -> token.ignore();
      default -> token.success();
    }
  }

  /** Requests at once that it lets in now: those that it has let in, and the places left. */
  int limit() {
    return admitted.get() + limit.semaphore().availablePermits();
  }

  /** Requests that were not let in since the start. */
  long shed() {
    return shed.sum();
  }
}
