package dev.notely.proxy.server;

import io.opentelemetry.context.Context;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** Virtual threads for everything that blocks, with a bound on how many there are. */
final class SlowLane implements Executor {
  private final Semaphore places;
  private final UnaryOperator<Runnable> context;

  private SlowLane(int bound, UnaryOperator<Runnable> context) {
    this.places = new Semaphore(bound);
    this.context = context;
  }

  /** For what a caller waits for: with its deadline and trace. */
  static SlowLane ofCallers(int bound) {
    return new SlowLane(
        bound, work -> io.grpc.Context.current().wrap(Context.current().wrap(work)));
  }

  /** For what goes on once the caller has its answer: its context ends with that. */
  static SlowLane detached(int bound) {
    return new SlowLane(bound, io.grpc.Context.ROOT::wrap);
  }

  @Override
  public void execute(Runnable work) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("the slow lane is full");
    }
    Runnable withContext = context.apply(work);
    Thread.startVirtualThread(() -> {
      try {
        withContext.run();
      } finally {
        places.release();
      }
    });
  }
}
