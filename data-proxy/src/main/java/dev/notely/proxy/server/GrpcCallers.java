package dev.notely.proxy.server;

import dev.notely.proxy.routing.Callers;
import dev.notely.proxy.store.CallDeadline;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Callers as gRPC knows them: a context that ends with the call, and the trace. */
final class GrpcCallers implements Callers, AutoCloseable {
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("deadlines").factory());

  GrpcCallers(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Caller current() {
    return new GrpcCaller(Context.current(), io.opentelemetry.context.Context.current());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private final class GrpcCaller implements Caller {
    private final Context context;
    private final io.opentelemetry.context.Context trace;

    GrpcCaller(Context context, io.opentelemetry.context.Context trace) {
      this.context = context;
      this.trace = trace;
    }

    @Override
    public void whenGone(Runnable action) {
      Deadline own = context.getDeadline();
      Context ends = own == null ? context : context.withDeadline(CallDeadline.before(own), timer);
      ends.addListener(_ -> action.run(), Runnable::run);
    }

    @Override
    public void outliving(Instant deadline, Runnable sending) {
      Deadline until =
          Deadline.after(
              Duration.between(clock.instant(), deadline).toMillis(), TimeUnit.MILLISECONDS);
      CallDeadline.within(context.fork(), until, trace.wrap(sending));
    }
  }
}
