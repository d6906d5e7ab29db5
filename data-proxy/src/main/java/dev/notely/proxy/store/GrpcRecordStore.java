package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.ChangesRequest;
import dev.notely.proto.store.v1.Command;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DescribeRequest;
import dev.notely.proto.store.v1.Digest;
import dev.notely.proto.store.v1.DrainRequest;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.proto.store.v1.EvictRequest;
import dev.notely.proto.store.v1.OpenRequest;
import dev.notely.proto.store.v1.RecordServiceGrpc;
import dev.notely.proto.store.v1.RecordServiceGrpc.RecordServiceBlockingV2Stub;
import dev.notely.proto.store.v1.ScanRequest;
import dev.notely.proto.store.v1.SealRequest;
import dev.notely.proxy.placement.Placement;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The commands that move an account, over gRPC. Blocking: for virtual threads. */
public final class GrpcRecordStore implements RecordStore {
  private static final long COMMAND_MS = 2_000;
  private static final long STREAM_MS = 600_000;
  private static final long BATCH_MS = 30_000;
  private static final long READY_MS = 1_000;
  private static final long DUAL_MS = 500;

  /** Of a scan: after every record, before the log. */
  private static final ByteString LOG_POSITION = ByteString.copyFrom(new byte[] {2});

  private final String name;
  private final StoreDirectory directory;
  private final CopyListener listener;

  public GrpcRecordStore(String name, StoreDirectory directory, CopyListener listener) {
    this.name = name;
    this.directory = directory;
    this.listener = listener;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reply admit(Placement proof) {
    return command(stub -> stub.admit(request(proof)));
  }

  @Override
  public Reply beginExport(Placement proof) {
    return command(stub -> stub.beginExport(request(proof)));
  }

  @Override
  public Reply beginImport(Placement proof, long keepFrom) {
    return command(
        stub -> stub.beginImport(request(proof).toBuilder().setKeepFrom(keepFrom).build()));
  }

  @Override
  public Reply close(Placement proof) {
    CommandReply reply = call(() -> stub(COMMAND_MS).close(request(proof)));
    WaitedRequests.link(reply.getWaitedList());
    return reply(reply);
  }

  @Override
  public Reply demote(Placement proof) {
    return command(stub -> stub.demote(request(proof)));
  }

  @Override
  public Batches log(Placement proof) {
    return scan(proof, LOG_POSITION, 0);
  }

  @Override
  public Reply open(Placement proof, OwnershipRow former, List<RecordBatch> log) {
    OpenRequest.Builder request =
        OpenRequest.newBuilder().setProof(GrpcNoteStores.proof(proof)).setLastSeq(former.lastSeq());
    long keyMark = former.keyMark();
    for (RecordBatch batch : log) {
      request.addAllLog(wire(batch).getLogList());
      keyMark = Math.max(keyMark, wire(batch).getKeyMark());
    }
    request.setKeyMark(keyMark);
    return reply(call(() -> stub(BATCH_MS).open(request.build())));
  }

  @Override
  public Reply drain(Placement proof, RecordBatch records) {
    DrainRequest request =
        DrainRequest.newBuilder()
            .setProof(GrpcNoteStores.proof(proof))
            .addAllRecords(wire(records).getRecordsList())
            .build();
    return listener.around(
        proof, name, records.records(), () -> reply(call(() -> stub(BATCH_MS).drain(request))));
  }

  @Override
  public Reply evict(Placement proof, RecordBatch records) {
    EvictRequest.Builder request = EvictRequest.newBuilder().setProof(GrpcNoteStores.proof(proof));
    wire(records).getRecordsList().forEach(record -> request.addKeys(record.getKey()));
    return reply(call(() -> stub(BATCH_MS).evict(request.build())));
  }

  @Override
  public RecordBatch batch(List<CommittedRecord> records) {
    return new WireBatch(
        dev.notely.proto.store.v1.RecordBatch.newBuilder()
            .addAllRecords(records.stream().map(WireRecord::wire).toList())
            .build());
  }

  @Override
  public Reply release(Placement proof) {
    return command(stub -> stub.release(request(proof)));
  }

  @Override
  public Reply purge(Placement proof) {
    return command(stub -> stub.purge(request(proof)));
  }

  @Override
  public OwnershipRow describe(UUID account) {
    return command(stub ->
            stub.describe(DescribeRequest.newBuilder().setAccount(Ids.bytes(account)).build()))
        .row();
  }

  @Override
  public List<Reply> dual(List<DualWrite> writes) {
    return call(() -> {
      BlockingClientCall<DualRequest, CommandReply> call = stub(DUAL_MS).dual();
      try {
        for (DualWrite write : writes) {
          call.write(request(write));
        }
        call.halfClose();
        List<Reply> replies = new ArrayList<>();
        try {
          for (CommandReply next = call.read(); next != null; next = call.read()) {
            replies.add(reply(next));
          }
        } catch (StatusException e) {
          if (replies.isEmpty()) {
            throw e;
          }
        }
        if (replies.size() > writes.size()) {
          throw new StoreUnavailableException(
              "store '%s' answered %d dual writes of %d"
                  .formatted(name, replies.size(), writes.size()));
        }
        return replies;
      } finally {
        call.cancel("all are answered, or will not be", null);
      }
    });
  }

  private static DualRequest request(DualWrite write) {
    DualRequest.Builder request =
        DualRequest.newBuilder().setProof(GrpcNoteStores.proof(write.proof()));
    write.records().forEach(record -> request.addRecords(WireRecord.wire(record)));
    return request.build();
  }

  @Override
  public SealReply seal(Placement proof, long afterSeq) {
    SealRequest request =
        SealRequest.newBuilder()
            .setProof(GrpcNoteStores.proof(proof))
            .setAfterSeq(afterSeq)
            .build();
    var reply = call(() -> stub(COMMAND_MS).seal(request));
    return new SealReply(
        RecordMapping.refusal(reply.getRefusal()),
        RecordMapping.row(reply.getRow()),
        reply.hasChanges() ? new WireBatch(reply.getChanges()) : null,
        reply.getComplete());
  }

  @Override
  public Batches scan(Placement proof, ByteString after, int atMost) {
    ScanRequest request =
        ScanRequest.newBuilder()
            .setProof(GrpcNoteStores.proof(proof))
            .setAfter(after)
            .setAtMost(atMost)
            .build();
    return new Stream(stub(STREAM_MS).scan(request));
  }

  @Override
  public Batches changes(Placement proof, long afterSeq, int atMost) {
    ChangesRequest request =
        ChangesRequest.newBuilder()
            .setProof(GrpcNoteStores.proof(proof))
            .setAfterSeq(afterSeq)
            .setAtMost(atMost)
            .build();
    return new Stream(stub(STREAM_MS).changes(request));
  }

  @Override
  public Import openImport(Placement proof) {
    return new Line(proof, stub(STREAM_MS).apply());
  }

  private RecordServiceBlockingV2Stub stub(long deadlineMs) {
    return RecordServiceGrpc.newBlockingV2Stub(directory.channel(name))
        .withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS);
  }

  private static Command request(Placement proof) {
    return Command.newBuilder().setProof(GrpcNoteStores.proof(proof)).build();
  }

  private interface CommandCall {
    CommandReply send(RecordServiceBlockingV2Stub stub) throws StatusException;
  }

  private Reply command(CommandCall command) {
    return reply(call(() -> command.send(stub(COMMAND_MS))));
  }

  static Reply reply(CommandReply reply) {
    return new Reply(RecordMapping.refusal(reply.getRefusal()), RecordMapping.row(reply.getRow()));
  }

  private interface Call<R> {
    R run() throws StatusException, InterruptedException, TimeoutException;
  }

  private <R> R call(Call<R> call) {
    try {
      return call.run();
    } catch (StatusException e) {
      throw StoreFailures.ofCommand(name, e);
    } catch (TimeoutException e) {
      throw new StoreUnavailableException("store '" + name + "' does not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted", e);
    }
  }

  private record WireBatch(dev.notely.proto.store.v1.RecordBatch batch) implements RecordBatch {
    @Override
    public int records() {
      return batch.getRecordsCount();
    }

    @Override
    public long toSeq() {
      return batch.getChanges().getToSeq();
    }

    @Override
    public ByteString toPosition() {
      return batch.getScan().getToPosition();
    }
  }

  static dev.notely.proto.store.v1.RecordBatch wire(RecordBatch batch) {
    if (batch instanceof WireBatch(dev.notely.proto.store.v1.RecordBatch wire)) {
      return wire;
    }
    throw new IllegalArgumentException("not a batch of the wire: " + batch.getClass());
  }

  /** The store reads on as batches are taken: the call asks for one at a time. */
  private final class Stream implements Batches {
    private final BlockingClientCall<?, dev.notely.proto.store.v1.RecordBatch> call;

    Stream(BlockingClientCall<?, dev.notely.proto.store.v1.RecordBatch> call) {
      this.call = call;
    }

    @Override
    public boolean hasNext() {
      return call(call::hasNext);
    }

    @Override
    public RecordBatch next() {
      var batch = call(call::read);
      if (batch == null) {
        throw new NoSuchElementException("the stream has ended");
      }
      return new WireBatch(batch);
    }

    @Override
    public void close() {
      call.cancel("no more is wanted", null);
    }
  }

  private final class Line implements Import {
    private final Placement proof;
    private final BlockingClientCall<ApplyRequest, CommandReply> call;

    Line(Placement proof, BlockingClientCall<ApplyRequest, CommandReply> call) {
      this.proof = proof;
      this.call = call;
    }

    @Override
    public Reply apply(RecordBatch batch, @Nullable Ready ready) {
      return listener.around(proof, name, batch.records(), () -> send(batch, ready));
    }

    private Reply send(RecordBatch batch, @Nullable Ready ready) {
      ApplyRequest.Builder request =
          ApplyRequest.newBuilder().setProof(GrpcNoteStores.proof(proof)).setBatch(wire(batch));
      if (ready != null) {
        request.setReady(
            dev.notely.proto.store.v1.Ready.newBuilder()
                .setFinalSeq(ready.finalSeq())
                .setDigest(
                    Digest.newBuilder().setHigh(ready.digest().high()).setLow(ready.digest().low()))
                .setNotes(ready.notes()));
      }
      long bound = ready == null ? BATCH_MS : READY_MS;
      CommandReply reply =
          call(() -> {
            call.write(request.build(), bound, TimeUnit.MILLISECONDS);
            return call.read(bound, TimeUnit.MILLISECONDS);
          });
      if (reply == null) {
        throw new StoreUnavailableException("store '" + name + "' ended the stream");
      }
      return reply(reply);
    }

    @Override
    public void close() {
      call.cancel("the copy is done", null);
    }
  }
}
