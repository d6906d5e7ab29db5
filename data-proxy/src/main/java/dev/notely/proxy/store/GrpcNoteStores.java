package dev.notely.proxy.store;

import dev.notely.proto.store.v1.FallbackLook;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc.StoreNoteServiceBlockingStub;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.proxy.placement.Placement;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Users' operations over gRPC. */
public final class GrpcNoteStores implements NoteStores {
  private static final long SHADOW_MS = 1_000;

  private final StoreDirectory directory;
  private final Predicate<Placement> dualWritten;

  /**
   * Reaches the stores that the directory knows.
   *
   * @param dualWritten placements whose writes bring back what they left; asked for every write, so
   *     it must not block
   */
  public GrpcNoteStores(StoreDirectory directory, Predicate<Placement> dualWritten) {
    this.directory = directory;
    this.dualWritten = dualWritten;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    return switch (wire(call)) {
      case WireNoteCall.Read read -> read(proof.home(), request(read, proof(proof)));
      case WireNoteCall.Write write -> write(proof.home(), request(write, proof));
    };
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    FallbackLook.Builder said = FallbackLook.newBuilder();
    former.map(WireRecord::wire).ifPresent(said::setRecord);
    return switch (wire(call)) {
      case WireNoteCall.Read read ->
          read(
              overlaid.home(),
              request(read, proof(overlaid)).toBuilder().setFallback(said).build());
      case WireNoteCall.Write write ->
          write(overlaid.home(), request(write, overlaid).toBuilder().setFallback(said).build());
    };
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    Proof proof = proof(overlaid).toBuilder().setRole(Role.FALLBACK).build();
    return read(overlaid.second(), wire(call).look().toBuilder().setProof(proof).build());
  }

  private NoteReply read(String store, ReadRequest request) {
    return blocking(store, stub -> stub.read(request), GrpcNoteStores::reply);
  }

  private NoteReply write(String store, WriteRequest request) {
    return blocking(store, stub -> stub.write(request), GrpcNoteStores::reply);
  }

  private <R> NoteReply blocking(
      String store, Function<StoreNoteServiceBlockingStub, R> call, Mapping<R> mapping) {
    Channel channel = directory.channel(store);
    try {
      long began = System.nanoTime();
      R reply = call.apply(CallDeadline.bounded(StoreNoteServiceGrpc.newBlockingStub(channel)));
      return mapping.apply(reply, microsSince(began));
    } catch (StatusRuntimeException e) {
      throw StoreFailures.ofCall(store, e);
    }
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    Channel channel;
    try {
      channel = directory.channel(proof.home());
    } catch (StoreUnavailableException e) {
      done.accept(null, e);
      return;
    }
    StoreNoteServiceGrpc.StoreNoteServiceStub stub =
        CallDeadline.bounded(StoreNoteServiceGrpc.newStub(channel));
    switch (wire(call)) {
      case WireNoteCall.Read read ->
          stub.read(
              request(read, proof(proof)),
              new Receiver<ReadReply>(proof.home(), GrpcNoteStores::reply, done));
      case WireNoteCall.Write write ->
          stub.write(
              request(write, proof),
              new Receiver<WriteReply>(proof.home(), GrpcNoteStores::reply, done));
    }
  }

  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    if (!(call instanceof WireNoteCall.Read read)) {
      throw new IllegalArgumentException("a shadow read is a read, not " + call.getClass());
    }
    Channel channel;
    try {
      channel = directory.channel(seen.second());
    } catch (StoreUnavailableException e) {
      done.accept(null, e);
      return;
    }
    // The user's context has ended with the answer: a deadline of its own.
    Context.ROOT.run(() ->
        StoreNoteServiceGrpc.newStub(channel)
            .withDeadlineAfter(SHADOW_MS, TimeUnit.MILLISECONDS)
            .read(
                request(read, proof(seen).toBuilder().setRole(Role.SHADOW).build()),
                new Receiver<ReadReply>(
                    seen.second(),
                    GrpcNoteStores::reply,
                    (reply, failure) ->
                        done.accept(
                            reply,
                            failure instanceof StatusRuntimeException e
                                ? StoreFailures.ofCommand(seen.second(), e)
                                : failure))));
  }

  private static ReadRequest request(WireNoteCall.Read read, Proof proof) {
    return read.request().toBuilder().setProof(proof).build();
  }

  private static long microsSince(long beganNanos) {
    return (System.nanoTime() - beganNanos) / 1_000;
  }

  private WriteRequest request(WireNoteCall.Write write, Placement proof) {
    return write.request().toBuilder()
        .setProof(proof(proof))
        .setWantRecord(dualWritten.test(proof))
        .build();
  }

  private static WireNoteCall wire(NoteCall call) {
    if (call instanceof WireNoteCall wire) {
      return wire;
    }
    throw new IllegalArgumentException("not a call of the wire: " + call.getClass());
  }

  static Proof proof(Placement placement) {
    return Proof.newBuilder()
        .setAccount(Ids.bytes(placement.account()))
        .setHome(placement.home())
        .setEpoch(placement.epoch())
        .setRole(Role.HOME)
        .build();
  }

  private static NoteReply reply(ReadReply reply, long micros) {
    return new NoteReply(
        RecordMapping.refusal(reply.getRefusal()),
        reply.getRowEpoch(),
        reply.getProvisional(),
        reply.hasList() ? reply.getList() : reply.getNote(),
        new WireAside.OfRead(reply, micros));
  }

  private static NoteReply reply(WriteReply reply, long micros) {
    return new NoteReply(
        RecordMapping.refusal(reply.getRefusal()),
        reply.getRowEpoch(),
        false,
        reply.getAnswer(),
        new WireAside.OfWrite(reply, micros));
  }

  private interface Mapping<R> {
    NoteReply apply(R reply, long micros);
  }

  /**
   * Hands over once, when the call is over: the answer to the client ends its context, which would
   * cancel a call of the store that has not yet ended.
   */
  private static final class Receiver<R> implements StreamObserver<R> {
    private final String store;
    private final Mapping<R> mapping;
    private final BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done;
    private final long began = System.nanoTime();
    private @Nullable NoteReply received; // of the event loop

    Receiver(
        String store,
        Mapping<R> mapping,
        BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
      this.store = store;
      this.mapping = mapping;
      this.done = done;
    }

    @Override
    public void onNext(R reply) {
      received = mapping.apply(reply, microsSince(began));
    }

    @Override
    public void onError(Throwable cause) {
      done.accept(
          null,
          StoreFailures.ofCall(
              store,
              cause instanceof StatusRuntimeException e
                  ? e
                  : Status.fromThrowable(cause).asRuntimeException()));
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
