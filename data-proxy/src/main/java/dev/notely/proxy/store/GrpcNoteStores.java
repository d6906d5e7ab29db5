package dev.notely.proxy.store;

import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proxy.placement.Placement;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Users' operations over gRPC. */
public final class GrpcNoteStores implements NoteStores {
  private static final long DEFAULT_DEADLINE_MS = 10_000;

  private final StoreDirectory directory;

  public GrpcNoteStores(StoreDirectory directory) {
    this.directory = directory;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    ManagedChannel channel = directory.channel(proof.home());
    try {
      return switch (wire(call)) {
        case WireNoteCall.Read read ->
            reply(
                bounded(StoreNoteServiceGrpc.newBlockingStub(channel))
                    .read(read.request().toBuilder().setProof(proof(proof)).build()));
        case WireNoteCall.Write write ->
            reply(
                bounded(StoreNoteServiceGrpc.newBlockingStub(channel))
                    .write(write.request().toBuilder().setProof(proof(proof)).build()));
      };
    } catch (StatusRuntimeException e) {
      throw StoreFailures.ofCall(proof.home(), e);
    }
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    ManagedChannel channel;
    try {
      channel = directory.channel(proof.home());
    } catch (StoreUnavailableException e) {
      done.accept(null, e);
      return;
    }
    StoreNoteServiceGrpc.StoreNoteServiceStub stub = bounded(StoreNoteServiceGrpc.newStub(channel));
    switch (wire(call)) {
      case WireNoteCall.Read read ->
          stub.read(
              read.request().toBuilder().setProof(proof(proof)).build(),
              new Receiver<ReadReply>(proof.home(), GrpcNoteStores::reply, done));
      case WireNoteCall.Write write ->
          stub.write(
              write.request().toBuilder().setProof(proof(proof)).build(),
              new Receiver<WriteReply>(proof.home(), GrpcNoteStores::reply, done));
    }
  }

  private static WireNoteCall wire(NoteCall call) {
    if (call instanceof WireNoteCall wire) {
      return wire;
    }
    throw new IllegalArgumentException("not a call of the wire: " + call.getClass());
  }

  private static <S extends AbstractStub<S>> S bounded(S stub) {
    return Context.current().getDeadline() == null
        ? stub.withDeadlineAfter(DEFAULT_DEADLINE_MS, TimeUnit.MILLISECONDS)
        : stub;
  }

  static Proof proof(Placement placement) {
    return Proof.newBuilder()
        .setAccount(Ids.bytes(placement.account()))
        .setHome(placement.home())
        .setEpoch(placement.epoch())
        .setRole(Role.HOME)
        .build();
  }

  private static NoteReply reply(ReadReply reply) {
    return new NoteReply(
        RecordMapping.refusal(reply.getRefusal()),
        reply.getRowEpoch(),
        reply.getProvisional(),
        reply.hasList() ? reply.getList() : reply.getNote());
  }

  private static NoteReply reply(WriteReply reply) {
    return new NoteReply(
        RecordMapping.refusal(reply.getRefusal()), reply.getRowEpoch(), false, reply.getAnswer());
  }

  /**
   * Hands over once, when the call is over: the answer to the client ends its context, which would
   * cancel a call of the store that has not yet ended.
   */
  private static final class Receiver<R> implements StreamObserver<R> {
    private final String store;
    private final Function<R, NoteReply> mapping;
    private final BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done;
    private @Nullable NoteReply received; // of the event loop

    Receiver(
        String store,
        Function<R, NoteReply> mapping,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      this.store = store;
      this.mapping = mapping;
      this.done = done;
    }

    @Override
    public void onNext(R reply) {
      received = mapping.apply(reply);
    }

    @Override
    public void onError(Throwable cause) {
      done.accept(
          null, StoreFailures.ofCall(store, Status.fromThrowable(cause).asRuntimeException()));
    }

    @Override
    public void onCompleted() {
      if (received == null) {
        onError(Status.INTERNAL.withDescription("a call without a reply").asRuntimeException());
      } else {
        done.accept(received, null);
      }
    }
  }
}
