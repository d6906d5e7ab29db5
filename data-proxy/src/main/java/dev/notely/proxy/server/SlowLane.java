package dev.notely.proxy.server;

import io.opentelemetry.context.Context;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Virtual threads for everything that blocks, with the caller's deadline and trace, and a bound on
 * how many there are.
 */
final class SlowLane implements Executor {
  private final Semaphore places;

  SlowLane(int bound) {
    places = new Semaphore(bound);
  }

  @Override
  public void execute(Runnable work) {
    if (!places.tryAcquire()) {
      throw new RejectedExecutionException("the slow lane is full");
    }
    Runnable withContext = io.grpc.Context.current().wrap(Context.current().wrap(work));
    Thread.startVirtualThread(() -> {
      try {
        withContext.run();
      } finally {
        places.release();
      }
    });
  }
}
