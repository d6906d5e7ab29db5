package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.store.notes.NoteSchema;
import dev.notely.store.notes.NoteStore;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller's deadline travels over the wire to the writer: what nobody waits for is not done. */
final class LateWriteTest {
  private static final ByteString ACCOUNT = ByteString.copyFromUtf8("account-ann-0001");
  private static final long LONG_S = 20;

  @TempDir private Path folder;
  private final CountDownLatch oneIsOver = new CountDownLatch(1); // a call, for the server
  private NoteStore store;
  private Server server;
  private ManagedChannel channel;

  /** The server's clock runs behind the caller's by as long as a request takes to come. */
  private final class Watch implements ServerInterceptor {
    @Override
    public <A, R> ServerCall.Listener<A> interceptCall(
        ServerCall<A, R> call, Metadata headers, ServerCallHandler<A, R> next) {
      Context.current().addListener(_ -> oneIsOver.countDown(), Runnable::run);
      return next.startCall(call, headers);
    }
  }

  @BeforeEach
  void aStoreOnTheNetwork() throws IOException {
    store =
        NoteStore.open(
            folder.resolve("here.db"), "here", NoteSchema.CLUSTERED, InstantSource.system());
    store
        .command(records ->
            tables ->
                records.admit(
                    tables,
                    new dev.notely.store.notes.Proof(
                        ACCOUNT, "here", 1, dev.notely.store.notes.Proof.Role.HOME)))
        .join();
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                ServerInterceptors.intercept(
                    new NoteGrpcService(store, new WaitedRequests()), new Watch()))
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
  }

  @AfterEach
  void nothingStaysOpen() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
    store.close();
  }

  private StoreNoteServiceGrpc.StoreNoteServiceBlockingStub within(long millis) {
    return StoreNoteServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(millis, TimeUnit.MILLISECONDS);
  }

  private static Proof proof() {
    return Proof.newBuilder()
        .setAccount(ACCOUNT)
        .setHome("here")
        .setEpoch(1)
        .setRole(Role.HOME)
        .build();
  }

  private static ByteString note(String name) {
    return ByteString.copyFromUtf8("note-" + name + "-0000000").substring(0, 16);
  }

  private static WriteRequest create(String name) {
    return WriteRequest.newBuilder()
        .setProof(proof())
        .setCreate(
            CreateNote.newBuilder()
                .setAccount(ACCOUNT)
                .setKey(WriteKey.newBuilder().setKey(note(name)).setExpiresMs(Long.MAX_VALUE))
                .setNote(note(name))
                .setContent(ByteString.copyFromUtf8(name)))
        .build();
  }

  private Outcome get(String name) {
    return within(TimeUnit.SECONDS.toMillis(LONG_S))
        .read(
            ReadRequest.newBuilder()
                .setProof(proof())
                .setGet(GetNote.newBuilder().setAccount(ACCOUNT).setNote(note(name)))
                .build())
        .getNote()
        .getOutcome();
  }

  /** Keeps the writer busy until it is counted down. */
  private CountDownLatch hold() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CompletableFuture<Boolean> _ =
        store.transaction(_ ->
            _ -> {
              busy.countDown();
              return await(free);
            });
    assertThat(busy.await(LONG_S, TimeUnit.SECONDS)).isTrue();
    return free;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(LONG_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWriteWhoseCallerWaitsNoLongerIsNotDone() throws InterruptedException {
    CountDownLatch free = hold();
    assertThatThrownBy(() -> within(200).write(create("late")))
        .isInstanceOf(StatusRuntimeException.class)
        .extracting(failure -> Status.fromThrowable(failure).getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(await(oneIsOver)).isTrue();
    free.countDown();
    WriteReply after = within(TimeUnit.SECONDS.toMillis(LONG_S)).write(create("in-time"));
    assertThat(after.getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(get("in-time")).isEqualTo(Outcome.OK);
    assertThat(get("late"))
        .as("its turn came before that of the other")
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
  }

  @Test
  void aWriteWhoseCallerStillWaitsIsDone() throws InterruptedException {
    CountDownLatch free = hold();
    CompletableFuture<WriteReply> patient =
        CompletableFuture.supplyAsync(
            () -> within(TimeUnit.SECONDS.toMillis(LONG_S)).write(create("patient")));
    assertThat(patient).isNotDone();
    free.countDown();
    assertThat(patient.join().getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(get("patient")).isEqualTo(Outcome.OK);
  }
}
