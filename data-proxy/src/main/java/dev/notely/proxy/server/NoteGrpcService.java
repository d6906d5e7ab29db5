package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.proxy.feeling.UserFeelings;
import dev.notely.proxy.placement.UnknownAccountException;
import dev.notely.proxy.routing.AsyncRoute;
import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.WireNoteCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Users' operations. Nothing here blocks: the router calls back. */
final class NoteGrpcService extends NoteServiceGrpc.NoteServiceImplBase {
  private static final long DEFAULT_DEADLINE_MS = 10_000;

  private final AsyncRoute router;
  private final InstantSource clock;
  private final UserFeelings feelings;

  NoteGrpcService(AsyncRoute router, InstantSource clock, UserFeelings feelings) {
    this.feelings = feelings;
    this.router = router;
    this.clock = clock;
  }

  @Override
  public void get(GetNote request, StreamObserver<NoteAnswer> observer) {
    read(request.getAccount(), ReadRequest.newBuilder().setGet(request).build(), observer);
  }

  @Override
  public void list(ListNotes request, StreamObserver<ListAnswer> observer) {
    route(
        request.getAccount(),
        account ->
            new WireNoteCall.Page(account, ReadRequest.newBuilder().setList(request).build()),
        observer,
        ListAnswer.class,
        ListAnswer.newBuilder().setOutcome(Outcome.ACCOUNT_NOT_FOUND).build());
  }

  @Override
  public void create(CreateNote request, StreamObserver<NoteAnswer> observer) {
    write(request.getAccount(), WriteRequest.newBuilder().setCreate(request).build(), observer);
  }

  @Override
  public void update(UpdateNote request, StreamObserver<NoteAnswer> observer) {
    write(request.getAccount(), WriteRequest.newBuilder().setUpdate(request).build(), observer);
  }

  @Override
  public void delete(DeleteNote request, StreamObserver<NoteAnswer> observer) {
    write(request.getAccount(), WriteRequest.newBuilder().setDelete(request).build(), observer);
  }

  private void read(ByteString account, ReadRequest request, StreamObserver<NoteAnswer> observer) {
    route(
        account,
        id -> new WireNoteCall.Get(id, request),
        observer,
        NoteAnswer.class,
        NoteAnswer.newBuilder().setOutcome(Outcome.ACCOUNT_NOT_FOUND).build());
  }

  private void write(
      ByteString account, WriteRequest request, StreamObserver<NoteAnswer> observer) {
    route(
        account,
        id -> new WireNoteCall.Write(id, request),
        observer,
        NoteAnswer.class,
        NoteAnswer.newBuilder().setOutcome(Outcome.ACCOUNT_NOT_FOUND).build());
  }

  private <A> void route(
      ByteString account,
      Function<UUID, NoteCall> call,
      StreamObserver<A> observer,
      Class<A> answerType,
      A noSuchAccount) {
    try {
      UUID id = Ids.uuid("account", account);
      Span.current().setAttribute("notely.account", id.toString());
      long began = System.nanoTime();
      router.route(
          call.apply(id),
          deadline(),
          (reply, failure) -> {
            boolean answered = reply != null || failure instanceof UnknownAccountException;
            feelings.record(id, (System.nanoTime() - began) / 1_000, !answered);
            if (reply != null) {
              observer.onNext(answerType.cast(reply.body()));
              observer.onCompleted();
            } else if (failure instanceof UnknownAccountException) {
              observer.onNext(noSuchAccount);
              observer.onCompleted();
            } else {
              observer.onError(
                  StatusMapper.toStatus(
                      failure == null ? new IllegalStateException("no reply") : failure));
            }
          });
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }

  private Instant deadline() {
    Deadline deadline = Context.current().getDeadline();
    return clock
        .instant()
        .plusMillis(
            deadline == null ? DEFAULT_DEADLINE_MS : deadline.timeRemaining(TimeUnit.MILLISECONDS));
  }
}
