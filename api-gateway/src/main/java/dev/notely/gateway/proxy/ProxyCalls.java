package dev.notely.gateway.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.notely.gateway.proxy.ProxyCallException.Kind;
import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.overload.WaitsBehind;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * How a call reaches a proxy: one deadline for all its attempts, another proxy where nobody
 * answered, and a budget of retries.
 */
final class ProxyCalls {
  private static final int ATTEMPTS = 4;

  private final ProxyPool pool;
  private final RetryBudget budget;
  private final long timeoutMs;
  private final String notFound;
  private final String taken;

  /**
   * Calls over a pool.
   *
   * @param budget of the process
   * @param timeoutMs bound of a call with all its attempts
   * @param notFound how NOT_FOUND reads
   * @param taken how ALREADY_EXISTS reads
   */
  ProxyCalls(ProxyPool pool, RetryBudget budget, long timeoutMs, String notFound, String taken) {
    this.pool = pool;
    this.budget = budget;
    this.timeoutMs = timeoutMs;
    this.notFound = notFound;
    this.taken = taken;
  }

  /** Sends, parks once, and where nobody answered sends again elsewhere. */
  <A> A call(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    return call(account, ATTEMPTS, send);
  }

  /** Sends at most once: for what must not happen twice. */
  <A> A once(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    return call(account, 1, send);
  }

  private <A> A call(
      UUID account, int attempts, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    budget.request();
    Deadline deadline = Deadline.after(timeoutMs, TimeUnit.MILLISECONDS);
    ProxyCallException last = new ProxyCallException(Kind.UNAVAILABLE, "no proxy is there");
    Set<ProxyPool.Proxy> tried = new HashSet<>();
    ClientInterceptor hearing = WaitsBehind.hears(LoadElsewhere.teller());
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0 && !mayRetry(deadline, attempt)) {
        break;
      }
      List<ProxyPool.Proxy> order = pool.order(account);
      if (order.isEmpty()) {
        continue;
      }
      ProxyPool.Proxy proxy = ProxyOrder.next(order, tried);
      tried.add(proxy);
      proxy.began();
      try {
        return send.apply(ClientInterceptors.intercept(proxy.channel(), hearing), deadline).get();
      } catch (ExecutionException e) {
        last = failure(Status.fromThrowable(e.getCause()));
        if (last.kind() != Kind.UNAVAILABLE) {
          throw last;
        }
        if (isConnection(Status.fromThrowable(e.getCause()))) {
          proxy.leaveOut();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ProxyCallException(Kind.UNAVAILABLE, "the gateway is stopping", e);
      } finally {
        proxy.ended();
      }
    }
    throw last;
  }

  private boolean mayRetry(Deadline deadline, int attempt) {
    if (deadline.isExpired() || !budget.retry()) {
      return false;
    }
    try {
      Thread.sleep(20L * attempt); // what failed needs a moment to be noticed
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The proxy itself does not answer; else it answered that somebody behind it does not. */
  private static boolean isConnection(Status status) {
    return status.getCause() != null;
  }

  private ProxyCallException failure(Status status) {
    String text = Optional.ofNullable(status.getDescription()).orElse(status.getCode().name());
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED, ABORTED -> new ProxyCallException(Kind.UNAVAILABLE, text);
      case RESOURCE_EXHAUSTED -> new ProxyCallException(Kind.OVERLOADED, text);
      case DEADLINE_EXCEEDED -> new ProxyCallException(Kind.DEADLINE, text);
      case NOT_FOUND -> new ProxyCallException(Kind.NOT_FOUND, notFound);
      case ALREADY_EXISTS -> new ProxyCallException(Kind.TAKEN, taken);
      case FAILED_PRECONDITION -> new ProxyCallException(Kind.CONFLICT, text);
      case INVALID_ARGUMENT -> new ProxyCallException(Kind.INVALID, text);
      default -> new ProxyCallException(Kind.FAULT, text);
    };
  }
}
