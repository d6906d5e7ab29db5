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
import io.grpc.StatusException;
import java.util.HashSet;
import java.util.List;
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
  private final CallFailures failures;
  private final ReleaseTally tally;

  /**
   * Calls over a pool.
   *
   * @param budget of the process
   * @param timeoutMs bound of a call with all its attempts
   * @param failures how errors read
   * @param tally counts them by release
   */
  ProxyCalls(
      ProxyPool pool,
      RetryBudget budget,
      long timeoutMs,
      CallFailures failures,
      ReleaseTally tally) {
    this.pool = pool;
    this.budget = budget;
    this.timeoutMs = timeoutMs;
    this.failures = failures;
    this.tally = tally;
  }

  /** An answer and the release that gave it. */
  record Answered<A>(A answer, String release) {}

  /** Sends, parks once, and where nobody answered sends again elsewhere. */
  <A> A call(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    return call(account, ATTEMPTS, send).answer();
  }

  /** As {@link #call}, for who wants to know which release answered. */
  <A> Answered<A> answered(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    return call(account, ATTEMPTS, send);
  }

  /** Sends at most once: for what must not happen twice. */
  <A> A once(UUID account, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    return call(account, 1, send).answer();
  }

  private <A> Answered<A> call(
      UUID account, int attempts, BiFunction<Channel, Deadline, ListenableFuture<A>> send) {
    budget.request();
    ReleaseTally.Call call = tally.begin(pool.releaseOf(account));
    try {
      return attempt(account, attempts, send, call);
    } catch (ProxyCallException e) {
      switch (e.kind()) {
        case UNAVAILABLE, DEADLINE, FAULT -> call.failed();
        case OVERLOADED, NOT_FOUND, TAKEN, CONFLICT, INVALID -> {} // as it should be
      }
      throw e;
    }
  }

  private <A> Answered<A> attempt(
      UUID account,
      int attempts,
      BiFunction<Channel, Deadline, ListenableFuture<A>> send,
      ReleaseTally.Call call) {
    Deadline deadline = Deadline.after(timeoutMs, TimeUnit.MILLISECONDS);
    ProxyCallException last = new ProxyCallException(Kind.UNAVAILABLE, "no proxy is there");
    Set<ProxyPool.Proxy> tried = new HashSet<>();
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
      call.asked(proxy.release());
      try {
        return send(proxy, deadline, send, call);
      } catch (StatusException e) {
        last = failures.of(e.getStatus());
        if (last.kind() == Kind.FAULT) {
          // A release that is at fault is so at all its proxies; another one may know better.
          order.stream().filter(other -> other.isOf(proxy.release())).forEach(tried::add);
        }
        boolean elsewhere = last.kind() == Kind.FAULT && !tried.containsAll(order);
        if (last.kind() != Kind.UNAVAILABLE && !elsewhere) {
          throw last;
        }
        if (isConnection(e.getStatus())) {
          proxy.leaveOut();
        }
      }
    }
    throw last;
  }

  private static <A> Answered<A> send(
      ProxyPool.Proxy proxy,
      Deadline deadline,
      BiFunction<Channel, Deadline, ListenableFuture<A>> send,
      ReleaseTally.Call call)
      throws StatusException {
    long began = System.nanoTime();
    proxy.began();
    try {
      ClientInterceptor hearing = WaitsBehind.hears(LoadElsewhere.teller());
      A answer = send.apply(ClientInterceptors.intercept(proxy.channel(), hearing), deadline).get();
      call.answered((System.nanoTime() - began) / 1_000);
      return new Answered<>(answer, proxy.release());
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e.getCause()).asException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProxyCallException(Kind.UNAVAILABLE, "the gateway is stopping", e);
    } finally {
      proxy.ended();
    }
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
}
