package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.AccountRow;
import dev.notely.proto.store.v1.FingerprintReply;
import dev.notely.proto.store.v1.FingerprintRequest;
import dev.notely.proto.store.v1.InspectionServiceGrpc;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RepairRequest;
import dev.notely.proto.store.v1.RowsReply;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore.Reply;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Looks at a store over gRPC. Blocking: for virtual threads. */
public final class GrpcStoreInspection implements StoreInspection {
  private static final long BOUND_MS = 10_000;

  private final String name;
  private final StoreDirectory directory;

  public GrpcStoreInspection(String name, StoreDirectory directory) {
    this.name = name;
    this.directory = directory;
  }

  @Override
  public List<StoredAccount> rows(List<UUID> accounts) {
    if (accounts.isEmpty()) {
      return List.of(); // an empty list would ask for all
    }
    RowsRequest request =
        RowsRequest.newBuilder().addAllAccounts(accounts.stream().map(Ids::bytes).toList()).build();
    return page(call(() -> stub().rows(request))).rows();
  }

  @Override
  public Page rows(Optional<UUID> after, int limit) {
    RowsRequest request =
        RowsRequest.newBuilder()
            .setAfter(after.map(Ids::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .build();
    return page(call(() -> stub().rows(request)));
  }

  private static Page page(RowsReply reply) {
    return new Page(
        reply.getRowsList().stream().map(GrpcStoreInspection::stored).toList(), reply.getMore());
  }

  private static StoredAccount stored(AccountRow row) {
    return new StoredAccount(
        Ids.uuid("account", row.getAccount()),
        RecordMapping.row(row.getRow()),
        row.getRow().getBytes());
  }

  @Override
  public Range fingerprint(
      UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
    FingerprintRequest request =
        FingerprintRequest.newBuilder()
            .setAccount(Ids.bytes(account))
            .setAfter(after)
            .setUntil(until)
            .setLimit(limit)
            .setDetail(withVersions)
            .build();
    FingerprintReply reply = call(() -> stub().fingerprint(request));
    return new Range(
        RecordMapping.row(reply.getRow()),
        reply.getLastKey(),
        reply.getEnd(),
        reply.getRecords(),
        new OwnershipRow.Digest(reply.getDigest().getHigh(), reply.getDigest().getLow()),
        reply.getBytes(),
        reply.getVersionsList().stream()
            .map(version ->
                new Version(
                    version.getKey(), version.getSeq(), version.getDeleted(), version.getHash()))
            .toList());
  }

  @Override
  public Reply repair(Placement proof, RecordStore.Batches scan) {
    ByteString after = ByteString.EMPTY;
    while (true) {
      List<Record> records =
          scan.hasNext() ? GrpcRecordStore.wire(scan.next()).getRecordsList() : List.of();
      boolean last = records.isEmpty(); // what follows the records is the log, which stays
      ByteString until = last ? ByteString.EMPTY : records.getLast().getKey();
      RepairRequest request =
          RepairRequest.newBuilder()
              .setProof(GrpcNoteStores.proof(proof))
              .setAfter(after)
              .setUntil(until)
              .addAllRecords(records)
              .build();
      Reply reply = GrpcRecordStore.reply(call(() -> stub().repair(request)));
      if (last || !reply.done()) {
        return reply;
      }
      after = until;
    }
  }

  private InspectionServiceGrpc.InspectionServiceBlockingStub stub() {
    return InspectionServiceGrpc.newBlockingStub(directory.channel(name))
        .withDeadlineAfter(BOUND_MS, TimeUnit.MILLISECONDS);
  }

  private <R> R call(Supplier<R> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw StoreFailures.ofCommand(name, e);
    }
  }
}
