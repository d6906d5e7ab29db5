package dev.notely.store.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a unary call is answered: at once, or when the writer has committed. */
final class Answers {
  private Answers() {}

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
              observer.onNext(mapping.apply(answer));
              observer.onCompleted();
            }
          });
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }
}
