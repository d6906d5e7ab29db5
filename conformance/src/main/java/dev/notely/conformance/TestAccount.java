package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.ChangesRequest;
import dev.notely.proto.store.v1.Command;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DescribeRequest;
import dev.notely.proto.store.v1.DrainRequest;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.proto.store.v1.EvictRequest;
import dev.notely.proto.store.v1.FallbackLook;
import dev.notely.proto.store.v1.FingerprintReply;
import dev.notely.proto.store.v1.FingerprintRequest;
import dev.notely.proto.store.v1.OpenRequest;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.RepairRequest;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowsReply;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proto.store.v1.ScanRequest;
import dev.notely.proto.store.v1.SealReply;
import dev.notely.proto.store.v1.SealRequest;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One account with a random id at the store under test, and every call of the contract on it. */
final class TestAccount {
  private static final Duration PURGE_BOUND = Duration.ofSeconds(30);

  private final StoreUnderTest store = StoreUnderTest.current();
  private final ByteString id = randomId();

  static ByteString randomId() {
    return idOf(UUID.randomUUID());
  }

  static ByteString idOf(UUID uuid) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip());
  }

  /** Admitted and serving at epoch 1. */
  static TestAccount serving() {
    TestAccount account = new TestAccount();
    assertThat(account.admit(1).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    return account;
  }

  ByteString id() {
    return id;
  }

  Proof proof(long epoch) {
    return proof(epoch, Role.HOME, store.name());
  }

  Proof proof(long epoch, Role role, String home) {
    return Proof.newBuilder().setAccount(id).setHome(home).setEpoch(epoch).setRole(role).build();
  }

  /** The proof of an epoch at which another store is the home. */
  Proof elsewhere(long epoch) {
    return proof(epoch, Role.HOME, "another-store");
  }

  static WriteKey newKey() {
    return WriteKey.newBuilder()
        .setKey(randomId())
        .setExpiresMs(System.currentTimeMillis() + 60_000)
        .build();
  }

  // ---- users' operations

  ReadReply get(Proof proof, ByteString note) {
    return store
        .notes()
        .read(
            ReadRequest.newBuilder()
                .setProof(proof)
                .setGet(GetNote.newBuilder().setAccount(id).setNote(note))
                .build());
  }

  ReadReply get(Proof proof, ByteString note, FallbackLook fallback) {
    return store
        .notes()
        .read(
            ReadRequest.newBuilder()
                .setProof(proof)
                .setGet(GetNote.newBuilder().setAccount(id).setNote(note))
                .setFallback(fallback)
                .build());
  }

  ReadReply list(Proof proof, ByteString after, int limit) {
    return store
        .notes()
        .read(
            ReadRequest.newBuilder()
                .setProof(proof)
                .setList(ListNotes.newBuilder().setAccount(id).setAfter(after).setLimit(limit))
                .build());
  }

  WriteReply create(Proof proof, ByteString note, String content) {
    return create(proof, note, content, newKey());
  }

  WriteReply create(Proof proof, ByteString note, String content, WriteKey key) {
    return store
        .notes()
        .write(
            WriteRequest.newBuilder()
                .setProof(proof)
                .setCreate(
                    CreateNote.newBuilder()
                        .setAccount(id)
                        .setKey(key)
                        .setNote(note)
                        .setContent(ByteString.copyFromUtf8(content)))
                .build());
  }

  WriteReply update(Proof proof, UpdateNote.Builder update) {
    UpdateNote.Builder complete = update.setAccount(id);
    if (!complete.hasKey()) {
      complete.setKey(newKey());
    }
    return store
        .notes()
        .write(WriteRequest.newBuilder().setProof(proof).setUpdate(complete).build());
  }

  WriteReply update(Proof proof, ByteString note, String content) {
    return update(
        proof, UpdateNote.newBuilder().setNote(note).setContent(ByteString.copyFromUtf8(content)));
  }

  WriteReply delete(Proof proof, ByteString note) {
    return delete(proof, note, newKey());
  }

  WriteReply delete(Proof proof, ByteString note, WriteKey key) {
    return store
        .notes()
        .write(
            WriteRequest.newBuilder()
                .setProof(proof)
                .setDelete(DeleteNote.newBuilder().setAccount(id).setKey(key).setNote(note))
                .build());
  }

  /** A write of any kind, of this account, with a key of its own. */
  WriteReply write(WriteRequest.Builder request) {
    switch (request.getWriteCase()) {
      case CREATE -> request.getCreateBuilder().setAccount(id).setKey(newKey());
      case UPDATE -> request.getUpdateBuilder().setAccount(id).setKey(newKey());
      case DELETE -> request.getDeleteBuilder().setAccount(id).setKey(newKey());
      case WRITE_NOT_SET -> throw new IllegalArgumentException("a write is what this is for");
    }
    return store.notes().write(request.build());
  }

  /** Creates a note and answers it. */
  Note note(long epoch, String content) {
    WriteReply reply = create(proof(epoch), randomId(), content);
    assertThat(reply.getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    return reply.getAnswer().getNote();
  }

  // ---- moving records

  CommandReply admit(long epoch) {
    return call(() -> store.records().admit(command(proof(epoch))));
  }

  CommandReply beginExport(Proof proof) {
    return call(() -> store.records().beginExport(command(proof)));
  }

  CommandReply beginImport(Proof proof, long keepFrom) {
    return untilNotPurging(() ->
        store.records().beginImport(command(proof).toBuilder().setKeepFrom(keepFrom).build()));
  }

  CommandReply dual(Proof proof, Record... records) {
    return dual(List.of(dualRequest(proof, records))).getFirst();
  }

  static DualRequest dualRequest(Proof proof, Record... records) {
    return DualRequest.newBuilder().setProof(proof).addAllRecords(List.of(records)).build();
  }

  /** In one call, of any accounts. */
  List<CommandReply> dual(List<DualRequest> requests) {
    return call(() -> {
      var dual = store.records().dual();
      for (DualRequest request : requests) {
        dual.write(request);
      }
      dual.halfClose();
      List<CommandReply> replies = new ArrayList<>();
      while (dual.hasNext()) {
        replies.add(dual.read());
      }
      return replies;
    });
  }

  CommandReply close(Proof proof) {
    return call(() -> store.records().close(command(proof)));
  }

  CommandReply release(Proof proof) {
    return call(() -> store.records().release(command(proof)));
  }

  CommandReply purge(Proof proof) {
    return untilNotPurging(() -> store.records().purge(command(proof)));
  }

  SealReply seal(long epoch, long afterSeq) {
    return call(() ->
        store
            .records()
            .seal(SealRequest.newBuilder().setProof(proof(epoch)).setAfterSeq(afterSeq).build()));
  }

  CommandReply demote(Proof proof) {
    return call(() -> store.records().demote(command(proof)));
  }

  CommandReply open(OpenRequest.Builder request) {
    return call(() -> store.records().open(request.build()));
  }

  CommandReply drain(Proof proof, Record... records) {
    DrainRequest request =
        DrainRequest.newBuilder().setProof(proof).addAllRecords(List.of(records)).build();
    return call(() -> store.records().drain(request));
  }

  CommandReply evict(Proof proof, ByteString... keys) {
    EvictRequest request =
        EvictRequest.newBuilder().setProof(proof).addAllKeys(List.of(keys)).build();
    return call(() -> store.records().evict(request));
  }

  Row row() {
    return call(() -> store.records().describe(DescribeRequest.newBuilder().setAccount(id).build()))
        .getRow();
  }

  List<RecordBatch> scan(Proof proof, ByteString after) {
    return readAll(() ->
        store.records().scan(ScanRequest.newBuilder().setProof(proof).setAfter(after).build()));
  }

  List<RecordBatch> changes(Proof proof, long after) {
    return readAll(() ->
        store
            .records()
            .changes(ChangesRequest.newBuilder().setProof(proof).setAfterSeq(after).build()));
  }

  /** Sends the batches on one stream and answers the replies, in order. */
  List<CommandReply> apply(List<ApplyRequest> requests) {
    return call(() -> {
      BlockingClientCall<ApplyRequest, CommandReply> stream = store.records().apply();
      List<CommandReply> replies = new ArrayList<>();
      for (ApplyRequest request : requests) {
        stream.write(request);
        replies.add(stream.read());
      }
      stream.halfClose();
      return replies;
    });
  }

  CommandReply apply(ApplyRequest request) {
    return apply(List.of(request)).getFirst();
  }

  // ---- looking at what is there

  static RowsReply rows(RowsRequest.Builder request) {
    return StoreUnderTest.current().inspection().rows(request.build());
  }

  FingerprintReply fingerprint(ByteString after, ByteString until, int limit) {
    return store
        .inspection()
        .fingerprint(
            FingerprintRequest.newBuilder()
                .setAccount(id)
                .setAfter(after)
                .setUntil(until)
                .setLimit(limit)
                .setDetail(true)
                .build());
  }

  CommandReply repair(Proof proof, ByteString after, ByteString until, List<Record> records) {
    return store
        .inspection()
        .repair(
            RepairRequest.newBuilder()
                .setProof(proof)
                .setAfter(after)
                .setUntil(until)
                .addAllRecords(records)
                .build());
  }

  private static Command command(Proof proof) {
    return Command.newBuilder().setProof(proof).build();
  }

  private static CommandReply untilNotPurging(Call<CommandReply> command) {
    return await()
        .atMost(PURGE_BOUND)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> call(command), reply -> reply.getRefusal() != Refusal.PURGING);
  }

  private static List<RecordBatch> readAll(Call<BlockingClientCall<?, RecordBatch>> open) {
    return call(() -> {
      BlockingClientCall<?, RecordBatch> stream = open.run();
      List<RecordBatch> batches = new ArrayList<>();
      while (stream.hasNext()) {
        batches.add(stream.read());
      }
      return batches;
    });
  }

  /** A call whose failure, by whatever checked exception, fails the check. */
  interface Call<R> {
    R run() throws StatusException, InterruptedException, java.util.concurrent.TimeoutException;
  }

  private static <R> R call(Call<R> call) {
    try {
      return call.run();
    } catch (StatusException e) {
      throw e.getStatus().asRuntimeException();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Refused as the caller's mistake, which names the field. */
  static void assertInvalid(String field, ThrowingCallable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call)
        .withMessageContaining(field)
        .extracting(e -> e.getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }
}
