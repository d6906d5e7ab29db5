package dev.notely.gateway.proxy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.notely.gateway.proxy.MirrorCheck.Outcome;
import dev.notely.runtime.grpc.Mirrored;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends a share of the reads that the former release has answered to the next one too, and compares
 * the answers. Nobody waits for it: it has a few places, and what finds none free is dropped.
 */
final class ReadMirror {
  private static final int PLACES = 16;
  private static final int DIFFERENCES = 200;
  private static final long PATIENCE_MS = 2_000;
  private static final ClientInterceptor MARKS = Mirrored.marks();

  private final ProxyPool pool;
  private final ReleaseTally tally;
  private final DoubleSupplier random;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(PLACES);
  private final Queue<Difference> differences = new ArrayBlockingQueue<>(DIFFERENCES);

  /** What was found. */
  record Difference(
      long timeMs,
      String operation,
      UUID account,
      Optional<UUID> note,
      MirrorOrder order,
      String former,
      String next,
      String traceId) {}

  /**
   * A read that can be repeated.
   *
   * @param text of an answer: equal where users would see the same
   */
  record Read<A>(
      String operation,
      UUID account,
      Optional<UUID> note,
      BiFunction<Channel, Deadline, ListenableFuture<A>> send,
      Function<A, String> text) {}

  /**
   * Mirrors as the pool says.
   *
   * @param random 0..1, exclusive
   */
  ReadMirror(ProxyPool pool, ReleaseTally tally, DoubleSupplier random, InstantSource clock) {
    this.pool = pool;
    this.tally = tally;
    this.random = random;
    this.clock = clock;
  }

  /** A user has got this answer; returns at once. */
  <A> void offer(Read<A> read, ProxyCalls.Answered<A> answered) {
    MirrorOrder order = pool.mirror();
    if (!answered.release().equals(order.from()) || random.getAsDouble() >= order.share()) {
      return;
    }
    if (!places.tryAcquire()) {
      tally.dropped(order.to());
      return;
    }
    String traceId = Span.current().getSpanContext().getTraceId();
    Runnable work = () -> mirror(read, answered.answer(), order, traceId);
    Thread.ofVirtual().name("mirror").start(Context.current().wrap(work));
  }

  private <A> void mirror(Read<A> read, A answered, MirrorOrder order, String traceId) {
    try {
      switch (MirrorCheck.compare(read.text().apply(answered), reads(read, order))) {
        case Outcome.Same _ -> tally.compared(order.to(), true);
        case Outcome.Undecided _ -> tally.dropped(order.to());
        case Outcome.Different found -> {
          tally.compared(order.to(), false);
          // The count says how many there are; the list needs not have them all.
          var _ =
              differences.offer(
                  new Difference(
                      clock.millis(),
                      read.operation(),
                      read.account(),
                      read.note(),
                      order,
                      found.former(),
                      found.next(),
                      traceId));
        }
      }
    } catch (SilentException e) {
      tally.dropped(order.to()); // that it fails is counted with users' requests
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private <A> MirrorCheck.Reads reads(Read<A> read, MirrorOrder order) {
    Deadline deadline = Deadline.after(PATIENCE_MS, TimeUnit.MILLISECONDS);
    return new MirrorCheck.Reads() {
      @Override
      public String former() throws InterruptedException {
        return ask(read, order.from(), deadline);
      }

      @Override
      public String next() throws InterruptedException {
        return ask(read, order.to(), deadline);
      }
    };
  }

  private <A> String ask(Read<A> read, String release, Deadline deadline)
      throws InterruptedException {
    ProxyPool.Proxy proxy =
        pool.first(read.account(), release).orElseThrow(() -> new SilentException(null));
    try {
      Channel channel = ClientInterceptors.intercept(proxy.channel(), MARKS);
      return read.text().apply(read.send().apply(channel, deadline).get());
    } catch (ExecutionException e) {
      throw new SilentException(e);
    }
  }

  /** What was found since the last drain, oldest first; at most so many. */
  List<Difference> drain(int most) {
    List<Difference> drained = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      Difference next = differences.poll();
      if (next == null) {
        break;
      }
      drained.add(next);
    }
    return drained;
  }

  /** One of the two releases did not answer. */
  private static final class SilentException extends RuntimeException {
    SilentException(@Nullable Throwable cause) {
      super(null, cause, false, false);
    }
  }
}
