package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.AccountRow;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.Digest;
import dev.notely.proto.store.v1.FingerprintReply;
import dev.notely.proto.store.v1.FingerprintRequest;
import dev.notely.proto.store.v1.InspectionServiceGrpc;
import dev.notely.proto.store.v1.RawReply;
import dev.notely.proto.store.v1.RawRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordVersion;
import dev.notely.proto.store.v1.RepairRequest;
import dev.notely.proto.store.v1.ResolveReply;
import dev.notely.proto.store.v1.ResolveRequest;
import dev.notely.proto.store.v1.RowsReply;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proto.store.v1.UnconvertedReply;
import dev.notely.proto.store.v1.UnconvertedRequest;
import dev.notely.store.notes.Fingerprint;
import dev.notely.store.notes.InspectionOperations;
import dev.notely.store.notes.KeyRange;
import dev.notely.store.notes.NoteStore;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.StoredRecord;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks at what a store holds. On the bulk readers' threads: a look may read many records. */
final class InspectionGrpcService extends InspectionServiceGrpc.InspectionServiceImplBase {
  private static final int MAX_ROWS = 1_000;
  private static final int MAX_RECORDS = 5_000;

  /** Where only a sum is asked for: a moment's look at a whole account. */
  private static final int MAX_SUMMED = 200_000;

  private final NoteStore store;
  private final Executor bulkReaders;

  InspectionGrpcService(NoteStore store, Executor bulkReaders) {
    this.store = store;
    this.bulkReaders = bulkReaders;
  }

  @Override
  public void rows(RowsRequest request, StreamObserver<RowsReply> observer) {
    answer(observer, () -> rows(request), InspectionGrpcService::toReply);
  }

  private InspectionOperations.RowsPage rows(RowsRequest request) {
    List<ByteString> accounts = request.getAccountsList();
    if (accounts.isEmpty()) {
      ByteString after =
          request.getAfter().isEmpty()
              ? ByteString.EMPTY
              : RequestFields.id("after", request.getAfter());
      int limit = RequestFields.limit(request.getLimit(), MAX_ROWS);
      return store.inspect(look -> tables -> look.rows(tables, after, limit));
    }
    RequestFields.atMost("accounts", accounts.size(), MAX_ROWS);
    accounts.forEach(account -> RequestFields.id("accounts", account));
    return store.inspect(look -> tables -> look.rows(tables, accounts));
  }

  private static RowsReply toReply(InspectionOperations.RowsPage page) {
    return RowsReply.newBuilder()
        .addAllRows(
            page.rows().stream()
                .map(row ->
                    AccountRow.newBuilder()
                        .setAccount(row.account())
                        .setRow(ProtoMapping.row(row.row()))
                        .build())
                .toList())
        .setMore(page.more())
        .build();
  }

  @Override
  public void fingerprint(FingerprintRequest request, StreamObserver<FingerprintReply> observer) {
    answer(
        observer,
        () -> {
          ByteString account = RequestFields.id("account", request.getAccount());
          KeyRange range = new KeyRange(request.getAfter(), request.getUntil());
          boolean detail = request.getDetail();
          int limit = RequestFields.limit(request.getLimit(), detail ? MAX_RECORDS : MAX_SUMMED);
          return store.inspect(
              look -> tables -> look.fingerprint(tables, account, range, limit, detail));
        },
        InspectionGrpcService::toReply);
  }

  private static FingerprintReply toReply(Fingerprint print) {
    return FingerprintReply.newBuilder()
        .setRow(ProtoMapping.row(print.row()))
        .setLastKey(print.lastKey())
        .setEnd(print.end())
        .setRecords(print.records())
        .setDigest(Digest.newBuilder().setHigh(print.digest().high()).setLow(print.digest().low()))
        .addAllVersions(
            print.versions().stream()
                .map(version ->
                    RecordVersion.newBuilder()
                        .setKey(version.key())
                        .setSeq(version.seq())
                        .setDeleted(version.deleted())
                        .setHash(version.hash())
                        .build())
                .toList())
        .setBytes(print.bytes())
        .build();
  }

  @Override
  public void repair(RepairRequest request, StreamObserver<CommandReply> observer) {
    answer(
        observer,
        () -> {
          Proof proof = RequestFields.command(request.getProof());
          KeyRange range = new KeyRange(request.getAfter(), request.getUntil());
          return store.repair(proof, range, records(request.getRecordsList(), range));
        },
        ProtoMapping::reply);
  }

  private static List<StoredRecord> records(List<Record> sent, KeyRange range) {
    RequestFields.atMost("records", sent.size(), MAX_RECORDS);
    Set<ByteString> keys = new HashSet<>();
    List<StoredRecord> records = new ArrayList<>(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      Record record = sent.get(i);
      String field = "records[" + i + "].";
      RequestFields.id(field + "key", record.getKey());
      if (!range.contains(record.getKey())) {
        throw new IllegalArgumentException(
            field + "key lies outside the range; it is above after and not above until");
      }
      if (!keys.add(record.getKey())) {
        throw new IllegalArgumentException(field + "key was sent before; each key comes once");
      }
      if (record.getDeleted()) {
        throw new IllegalArgumentException(field + "deleted is set; a repair puts live records");
      }
      if (record.getSeq() < 1 || record.getValue().isEmpty()) {
        throw new IllegalArgumentException(
            field + "seq is 1 or higher, and its value is a serialized NoteValue");
      }
      records.add(ProtoMapping.record(record));
    }
    return records;
  }

  @Override
  public void unconverted(UnconvertedRequest request, StreamObserver<UnconvertedReply> observer) {
    answer(
        observer,
        () -> {
          List<ByteString> accounts = request.getAccountsList();
          RequestFields.atMost("accounts", accounts.size(), MAX_ROWS);
          accounts.forEach(account -> RequestFields.id("accounts", account));
          return store.unconverted(UnconvertedMapping.query(request, MAX_ROWS), accounts);
        },
        page -> UnconvertedMapping.reply(store.name(), page));
  }

  @Override
  public void resolve(ResolveRequest request, StreamObserver<ResolveReply> observer) {
    Answers.send(
        observer,
        () ->
            store.resolve(
                RequestFields.text("source", request.getSource()),
                request.getRow(),
                UnconvertedMapping.resolve(request)),
        UnconvertedMapping::reply);
  }

  @Override
  public void raw(RawRequest request, StreamObserver<RawReply> observer) {
    answer(
        observer,
        () ->
            store.raw(
                RequestFields.id("account", request.getAccount()),
                RequestFields.id("key", request.getKey())),
        UnconvertedMapping::reply);
  }

  private <A, R> void answer(StreamObserver<R> observer, Supplier<A> work, Function<A, R> mapping) {
    Runnable call =
        () -> Answers.send(observer, () -> CompletableFuture.completedFuture(work.get()), mapping);
    try {
      bulkReaders.execute(Context.current().wrap(call));
    } catch (RejectedExecutionException e) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED.withDescription("too many looks wait").asRuntimeException());
    }
  }
}
