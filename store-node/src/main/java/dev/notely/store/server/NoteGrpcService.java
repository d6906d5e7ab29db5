package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.NoteVersion;
import dev.notely.store.notes.NoteWrite;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.Refusal;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.trace.Span;
import java.util.concurrent.CompletableFuture;

/** Users' operations. Reads run on the event loop: a few microseconds a row. */
final class NoteGrpcService extends StoreNoteServiceGrpc.StoreNoteServiceImplBase {
  private final NoteStore store;
  private final WaitedRequests waited;

  NoteGrpcService(NoteStore store, WaitedRequests waited) {
    this.store = store;
    this.waited = waited;
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadReply> observer) {
    Answers.send(
        observer,
        () -> read(request, RequestFields.proof(request.getProof())),
        answer -> toReply(answer, request.getProof().getAccount()));
  }

  private CompletableFuture<NoteAnswer> read(ReadRequest request, Proof proof) {
    Fallback fallback = RequestFields.readFallback(request);
    return switch (request.getReadCase()) {
      case GET -> {
        RequestFields.same("get.account", request.getGet().getAccount(), proof);
        yield store.get(proof, RequestFields.id("get.note", request.getGet().getNote()), fallback);
      }
      case LIST -> {
        ListNotes list = request.getList();
        RequestFields.same("list.account", list.getAccount(), proof);
        yield store.list(proof, list.getAfter(), RequestFields.limit(list.getLimit()));
      }
      case READ_NOT_SET -> throw new IllegalArgumentException("read is missing: get or list");
    };
  }

  private static ReadReply toReply(NoteAnswer answer, ByteString account) {
    return switch (answer) {
      case NoteAnswer.Refused refused ->
          ReadReply.newBuilder()
              .setRefusal(ProtoMapping.refusal(refused.refusal()))
              .setRowEpoch(refused.rowEpoch())
              .build();
      case NoteAnswer.Page page -> {
        ReadReply.Builder reply =
            reply(page.row())
                .setProvisional(page.provisional())
                .setList(
                    ListAnswer.newBuilder()
                        .setOutcome(Outcome.OK)
                        .addAllIds(page.ids())
                        .setMore(page.more()));
        page.part().map(ProtoMapping::overlay).ifPresent(reply::setOverlay);
        yield reply.build();
      }
      case NoteAnswer.One one -> {
        ReadReply.Builder reply =
            reply(one.row())
                .setProvisional(one.provisional())
                .setNote(toAnswer(one, account))
                .setTombstoneSeq(one.tombstone());
        if (one.isFormer()) {
          reply.setOverlay(ProtoMapping.overlay(one.former()));
        }
        yield reply.build();
      }
    };
  }

  private static ReadReply.Builder reply(Ownership row) {
    ReadReply.Builder reply =
        ReadReply.newBuilder().setRowEpoch(row.epoch()).setRowLastSeq(row.lastSeq());
    if (row.watermark() != Ownership.UNSET) {
      reply.setRowWatermark(row.watermark());
    }
    return reply;
  }

  @Override
  public void write(WriteRequest request, StreamObserver<WriteReply> observer) {
    Span caller = Span.current();
    ByteString account = request.getProof().getAccount();
    Answers.send(
        observer,
        () -> write(request, RequestFields.command(request.getProof())),
        answer -> {
          if (answer instanceof NoteAnswer.Refused refused
              && refused.refusal() == Refusal.SEALED_ROW) {
            waited.refused(account, caller);
          }
          return toWriteReply(answer, account, request.getWantRecord());
        });
  }

  private CompletableFuture<NoteAnswer> write(WriteRequest request, Proof proof) {
    Fallback fallback = RequestFields.writeFallback(request);
    return switch (request.getWriteCase()) {
      case CREATE -> {
        CreateNote create = request.getCreate();
        RequestFields.same("create.account", create.getAccount(), proof);
        yield write(
            proof,
            create.getKey(),
            new NoteWrite.Create(
                RequestFields.id("create.note", create.getNote()),
                create.getContent(),
                create.getCreatedAtMs(),
                create.getUpdatedAtMs()),
            fallback);
      }
      case UPDATE -> {
        UpdateNote update = request.getUpdate();
        RequestFields.same("update.account", update.getAccount(), proof);
        yield write(
            proof,
            update.getKey(),
            new NoteWrite.Update(
                RequestFields.id("update.note", update.getNote()),
                update.getContent(),
                update.getUpdatedAtMs(),
                update.getIfSeq()),
            fallback);
      }
      case DELETE -> {
        DeleteNote delete = request.getDelete();
        RequestFields.same("delete.account", delete.getAccount(), proof);
        yield write(
            proof,
            delete.getKey(),
            new NoteWrite.Delete(
                RequestFields.id("delete.note", delete.getNote()), delete.getIfSeq()),
            fallback);
      }
      case WRITE_NOT_SET ->
          throw new IllegalArgumentException("write is missing: create, update or delete");
    };
  }

  private CompletableFuture<NoteAnswer> write(
      Proof proof, WriteKey key, NoteWrite write, Fallback fallback) {
    return store.write(
        proof, RequestFields.key(key), key.getExpiresMs(), write, fallback, Answers.callerGone());
  }

  private static WriteReply toWriteReply(
      NoteAnswer answer, ByteString account, boolean wantRecord) {
    return switch (answer) {
      case NoteAnswer.Refused refused ->
          WriteReply.newBuilder()
              .setRefusal(ProtoMapping.refusal(refused.refusal()))
              .setRowEpoch(refused.rowEpoch())
              .build();
      case NoteAnswer.One one -> {
        WriteReply.Builder reply =
            WriteReply.newBuilder()
                .setRowEpoch(one.rowEpoch())
                .setRepeated(one.repeated())
                .setAnswer(toAnswer(one, account));
        if (wantRecord) {
          one.committed().map(ProtoMapping::record).ifPresent(reply::setRecord);
        }
        yield reply.build();
      }
      case NoteAnswer.Page _ -> throw new IllegalStateException("a write does not answer a page");
    };
  }

  private static dev.notely.proto.notes.v1.NoteAnswer toAnswer(
      NoteAnswer.One one, ByteString account) {
    var answer =
        dev.notely.proto.notes.v1.NoteAnswer.newBuilder()
            .setOutcome(ProtoMapping.outcome(one.outcome()));
    one.note().ifPresent(note -> answer.setNote(toNote(note, account)));
    return answer.build();
  }

  private static Note toNote(NoteVersion note, ByteString account) {
    return Note.newBuilder()
        .setId(note.id())
        .setCreator(account)
        .setCreatedAtMs(note.value().createdAtMs())
        .setUpdatedAtMs(note.value().updatedAtMs())
        .setContent(note.value().content())
        .setSeq(note.seq())
        .build();
  }
}
