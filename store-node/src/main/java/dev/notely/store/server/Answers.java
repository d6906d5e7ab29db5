package dev.notely.store.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a unary call is answered: at once, or when the writer has committed. */
final class Answers {
  private Answers() {}

  /** A mapping may find that the answer is an error. */
  private static <R> void send(StreamObserver<R> observer, Supplier<R> mapping) {
    R reply;
    try {
      reply = mapping.get();
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
      return;
    }
    observer.onNext(reply);
    observer.onCompleted();
  }

  /** Whether the caller that this thread serves has gone, or has no time left; for any thread. */
  static BooleanSupplier callerGone() {
    Context caller = Context.current();
    Deadline deadline = caller.getDeadline();
    return () -> caller.isCancelled() || (deadline != null && deadline.isExpired());
  }

  static <A, R> void send(
      StreamObserver<R> observer, Supplier<CompletableFuture<A>> work, Function<A, R> mapping) {
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null && deadline.isExpired()) {
      observer.onError(Status.DEADLINE_EXCEEDED.withDescription("not begun").asRuntimeException());
      return;
    }
    try {
      CompletableFuture<A> answered = work.get();
      var _ =
          answered.whenComplete((answer, failure) -> {
            if (failure != null) {
              observer.onError(StatusMapper.toStatus(failure));
            } else {
              send(observer, () -> mapping.apply(answer));
            }
          });
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }
}
