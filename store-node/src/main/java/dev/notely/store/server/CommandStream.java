package dev.notely.store.server;

import dev.notely.proto.store.v1.CommandReply;
import dev.notely.store.notes.RecordReply;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Commands of a call, so many at once: a reply for each, in their order. After an error nothing
 * more is answered.
 *
 * @param <Q> a command
 */
final class CommandStream<Q> implements StreamObserver<Q> {
  private final ServerCallStreamObserver<CommandReply> replies;
  private final Function<Q, CompletableFuture<RecordReply>> work;

  /** All until now: whether all were well. Of the call's thread. */
  private CompletableFuture<Boolean> answered = CompletableFuture.completedFuture(true);

  /**
   * Asks for the first ones.
   *
   * @param atOnce at most so many are under way
   * @param work of one; the reply comes after its commit
   */
  CommandStream(
      StreamObserver<CommandReply> replies,
      int atOnce,
      Function<Q, CompletableFuture<RecordReply>> work) {
    this.replies = (ServerCallStreamObserver<CommandReply>) replies;
    this.work = work;
    this.replies.disableAutoRequest();
    this.replies.request(atOnce);
  }

  @Override
  public void onNext(Q request) {
    CompletableFuture<BooleanSupplier> answer =
        begin(request)
            .handle(
                (reply, failure) -> failure == null ? () -> answer(reply) : () -> refuse(failure));
    answered = answered.thenCombine(answer, (well, next) -> well && next.getAsBoolean());
  }

  private CompletableFuture<RecordReply> begin(Q request) {
    try {
      return work.apply(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean answer(RecordReply reply) {
    if (replies.isCancelled()) {
      return false;
    }
    replies.onNext(ProtoMapping.reply(reply));
    replies.request(1);
    return true;
  }

  private boolean refuse(Throwable failure) {
    if (!replies.isCancelled()) {
      replies.onError(StatusMapper.toStatus(failure));
    }
    return false;
  }

  @Override
  public void onError(Throwable cause) {
    // The sender is gone; what was done stays and is where the next one goes on.
  }

  @Override
  public void onCompleted() {
    var _ =
        answered.thenAccept(well -> {
          if (well && !replies.isCancelled()) {
            replies.onCompleted();
          }
        });
  }
}
