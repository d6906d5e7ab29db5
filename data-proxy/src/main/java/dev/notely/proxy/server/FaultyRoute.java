package dev.notely.proxy.server;

import dev.notely.proxy.routing.AsyncRoute;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** For tests: a release that fails or lags, as a bad one does. */
final class FaultyRoute implements AsyncRoute {
  private final AsyncRoute route;
  private final double errors;
  private final Executor later;
  private final DoubleSupplier random;

  /**
   * Before another route.
   *
   * @param errors share of the operations that fail, 0..1
   * @param delayMs before each answer
   * @param random 0..1, exclusive
   */
  FaultyRoute(AsyncRoute route, double errors, long delayMs, DoubleSupplier random) {
    this.route = route;
    this.errors = errors;
    this.random = random;
    later =
        delayMs == 0
            ? Runnable::run
            : CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void route(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    if (random.getAsDouble() < errors) {
      done.accept(null, new IllegalStateException("this release is told to fail"));
    } else {
      route.route(
          call, deadline, (reply, failure) -> later.execute(() -> done.accept(reply, failure)));
    }
  }
}
