package dev.notely.store.server;

import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.RecordReply;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Dual writes of a call: many at a time, so that the writer finds and commits them together;
 * answered in their order. After an error nothing more is answered.
 */
final class DualStream implements StreamObserver<DualRequest> {
  private static final int MAX_RECORDS = 500;

  /** Part of the bulk work that may wait at the writer. */
  private static final int AT_ONCE = 64;

  private final NoteStore store;
  private final ServerCallStreamObserver<CommandReply> replies;

  /** All until now: whether all were well. Of the call's thread. */
  private CompletableFuture<Boolean> answered = CompletableFuture.completedFuture(true);

  DualStream(NoteStore store, ServerCallStreamObserver<CommandReply> replies) {
    this.store = store;
    this.replies = replies;
    replies.disableAutoRequest();
    replies.request(AT_ONCE);
  }

  @Override
  public void onNext(DualRequest request) {
    CompletableFuture<BooleanSupplier> answer =
        write(request)
            .handle(
                (reply, failure) -> failure == null ? () -> answer(reply) : () -> refuse(failure));
    answered = answered.thenCombine(answer, (well, next) -> well && next.getAsBoolean());
  }

  private CompletableFuture<RecordReply> write(DualRequest request) {
    try {
      RequestFields.atLeastOne("records", request.getRecordsCount());
      RequestFields.atMost("records", request.getRecordsCount(), MAX_RECORDS);
      return store.dual(
          RequestFields.command(request.getProof()),
          request.getRecordsList().stream().map(ProtoMapping::record).toList());
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
    // The proxy has given up: what is written stays written.
  }

  @Override
  public void onCompleted() {
    var _ =
        answered.thenAccept(well -> {
          if (well) {
            replies.onCompleted();
          }
        });
  }
}
