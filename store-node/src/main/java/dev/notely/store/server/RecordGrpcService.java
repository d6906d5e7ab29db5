package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.ChangesRequest;
import dev.notely.proto.store.v1.Command;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DescribeRequest;
import dev.notely.proto.store.v1.DrainRequest;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.proto.store.v1.EvictRequest;
import dev.notely.proto.store.v1.OpenRequest;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.RecordServiceGrpc;
import dev.notely.proto.store.v1.ScanRequest;
import dev.notely.proto.store.v1.SealReply;
import dev.notely.proto.store.v1.SealRequest;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.FinalState;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.NoteOperations;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RecordOperations;
import dev.notely.store.notes.RecordReply;
import dev.notely.store.notes.StoredRecord;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Commands and streams that move an account. Streams read on a small pool of platform threads:
 * SQLite's calls would pin virtual ones.
 */
final class RecordGrpcService extends RecordServiceGrpc.RecordServiceImplBase {
  private static final int BATCH = 2_000;
  private static final int MAX_DUAL = 500;

  /** The next batch is asked for when the last is committed and answered. */
  private static final int BATCHES_AT_ONCE = 1;

  /** Part of the bulk work that may wait at the writer, which commits what it finds together. */
  private static final int DUALS_AT_ONCE = 64;

  private static final int MAX_LOG = NoteOperations.LOG_BOUND;

  private final NoteStore store;
  private final Executor bulkReaders;
  private final WaitedRequests waited;

  RecordGrpcService(NoteStore store, Executor bulkReaders, WaitedRequests waited) {
    this.store = store;
    this.bulkReaders = bulkReaders;
    this.waited = waited;
  }

  @Override
  public void admit(Command command, StreamObserver<CommandReply> observer) {
    command(command, observer, proof -> records -> tables -> records.admit(tables, proof));
  }

  @Override
  public void beginExport(Command command, StreamObserver<CommandReply> observer) {
    command(command, observer, proof -> records -> tables -> records.beginExport(tables, proof));
  }

  @Override
  public void beginImport(Command command, StreamObserver<CommandReply> observer) {
    purging(
        command,
        observer,
        proof -> records -> tables -> records.beginImport(tables, proof, command.getKeepFrom()));
  }

  @Override
  public void close(Command command, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(command.getProof());
          return store.command(records -> tables -> records.close(tables, proof));
        },
        reply ->
            ProtoMapping.reply(reply).toBuilder()
                .addAllWaited(waited.take(command.getProof().getAccount()))
                .build());
  }

  @Override
  public void release(Command command, StreamObserver<CommandReply> observer) {
    command(command, observer, proof -> records -> tables -> records.release(tables, proof));
  }

  @Override
  public void purge(Command command, StreamObserver<CommandReply> observer) {
    purging(command, observer, proof -> records -> tables -> records.purge(tables, proof));
  }

  private void command(
      Command command,
      StreamObserver<CommandReply> observer,
      Function<Proof, Function<RecordOperations, Function<AccountTables, RecordReply>>> work) {
    Answers.send(
        observer,
        () -> store.command(work.apply(RequestFields.command(command.getProof()))),
        ProtoMapping::reply);
  }

  private void purging(
      Command command,
      StreamObserver<CommandReply> observer,
      Function<Proof, Function<RecordOperations, Function<AccountTables, RecordReply>>> work) {
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(command.getProof());
          return store.purgingCommand(proof.account(), work.apply(proof));
        },
        ProtoMapping::reply);
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> {
          ByteString account = RequestFields.id("account", request.getAccount());
          return CompletableFuture.completedFuture(
              store.readRecords(records -> tables -> records.describe(tables, account)));
        },
        row -> CommandReply.newBuilder().setRow(ProtoMapping.row(row)).build());
  }

  @Override
  public void seal(SealRequest request, StreamObserver<SealReply> observer) {
    // Seal and the last changes come from one transaction: no write can be between them.
    record Sealed(RecordReply reply, Optional<dev.notely.store.notes.RecordBatch> changes) {}
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          return store.transaction(records ->
              tables -> {
                RecordReply reply = records.seal(tables, proof);
                boolean exportable =
                    reply.isDone()
                        && records.mayExport(tables, proof, request.getAfterSeq()).isDone();
                return new Sealed(
                    reply,
                    exportable
                        ? Optional.of(
                            records.changes(tables, proof.account(), request.getAfterSeq(), BATCH))
                        : Optional.empty());
              });
        },
        sealed -> {
          CommandReply reply = ProtoMapping.reply(sealed.reply());
          SealReply.Builder builder =
              SealReply.newBuilder().setRefusal(reply.getRefusal()).setRow(reply.getRow());
          sealed
              .changes()
              .ifPresent(changes ->
                  builder
                      .setChanges(ProtoMapping.batch(changes))
                      .setComplete(
                          changes.range() instanceof BatchRange.Changes range
                              && range.to() >= reply.getRow().getLastSeq()));
          return builder.build();
        });
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<RecordBatch> observer) {
    stream(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          int atMost = batch(request.getAtMost());
          return new BatchStream.Source(
              store.readRecords(records -> tables -> records.mayScan(tables, proof)),
              position ->
                  store.readRecords(records ->
                      tables -> {
                        stillAllowed(records.mayScan(tables, proof));
                        return records.scan(tables, proof.account(), position, atMost);
                      }),
              request.getAfter());
        });
  }

  /** As many as are asked for, within what a call may carry. An unsigned number may be negative. */
  private static int batch(int atMost) {
    return atMost <= 0 ? BATCH : Math.min(atMost, BATCH);
  }

  @Override
  public void changes(ChangesRequest request, StreamObserver<RecordBatch> observer) {
    stream(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          long after = request.getAfterSeq();
          int atMost = batch(request.getAtMost());
          RecordReply allowed =
              store.readRecords(records -> tables -> records.mayExport(tables, proof, after));
          return new BatchStream.Source(
              allowed,
              from ->
                  store.readRecords(records ->
                      tables -> {
                        stillAllowed(records.mayExport(tables, proof, from));
                        return records.changes(tables, proof.account(), from, atMost);
                      }),
              after);
        });
  }

  /**
   * Of each batch, in its own snapshot: a release between two of them drops the changes, and what
   * is left would look like all there is.
   */
  private static void stillAllowed(RecordReply reply) {
    if (!reply.isDone()) {
      throw refused(reply).asRuntimeException();
    }
  }

  private void stream(
      StreamObserver<RecordBatch> observer, java.util.function.Supplier<BatchStream.Source> open) {
    try {
      BatchStream.start((ServerCallStreamObserver<RecordBatch>) observer, open.get(), bulkReaders);
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }

  @Override
  public StreamObserver<DualRequest> dual(StreamObserver<CommandReply> observer) {
    return new CommandStream<>(observer, DUALS_AT_ONCE, this::dual);
  }

  private CompletableFuture<RecordReply> dual(DualRequest request) {
    RequestFields.atLeastOne("records", request.getRecordsCount());
    RequestFields.atMost("records", request.getRecordsCount(), MAX_DUAL);
    return store.dual(
        RequestFields.command(request.getProof()),
        request.getRecordsList().stream().map(ProtoMapping::record).toList());
  }

  @Override
  public void demote(Command command, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> store.demote(RequestFields.command(command.getProof())),
        ProtoMapping::reply);
  }

  @Override
  public void open(OpenRequest request, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          RequestFields.atLeast("last_seq", request.getLastSeq(), 0);
          RequestFields.atLeast("key_mark", request.getKeyMark(), 0);
          RequestFields.atMost("log", request.getLogCount(), MAX_LOG);
          List<LoggedWrite> log =
              RequestFields.each("log", request.getLogList(), RequestFields::logged);
          return store.openOverlay(proof, request.getLastSeq(), request.getKeyMark(), log);
        },
        ProtoMapping::reply);
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          RequestFields.atMost("records", request.getRecordsCount(), BATCH);
          List<StoredRecord> records =
              RequestFields.each("records", request.getRecordsList(), RequestFields::live);
          return store.drain(proof, records);
        },
        ProtoMapping::reply);
  }

  @Override
  public void evict(EvictRequest request, StreamObserver<CommandReply> observer) {
    Answers.send(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          RequestFields.atMost("keys", request.getKeysCount(), BATCH);
          List<ByteString> keys =
              RequestFields.each("keys", request.getKeysList(), RequestFields::id);
          return store.evict(proof, keys);
        },
        ProtoMapping::reply);
  }

  @Override
  public StreamObserver<ApplyRequest> apply(StreamObserver<CommandReply> observer) {
    return new CommandStream<>(observer, BATCHES_AT_ONCE, this::apply);
  }

  private CompletableFuture<RecordReply> apply(ApplyRequest request) {
    Proof proof = RequestFields.command(request.getProof());
    Optional<FinalState> wanted =
        request.hasReady()
            ? Optional.of(ProtoMapping.finalState(request.getReady()))
            : Optional.empty();
    return store.apply(proof, ProtoMapping.batch(request.getBatch()), wanted);
  }

  static Status refused(RecordReply reply) {
    return Status.FAILED_PRECONDITION.withDescription(reply.refusal().orElseThrow().name());
  }
}
