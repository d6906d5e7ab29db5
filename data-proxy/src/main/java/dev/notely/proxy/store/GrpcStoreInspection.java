package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proto.store.v1.AccountRow;
import dev.notely.proto.store.v1.FingerprintReply;
import dev.notely.proto.store.v1.FingerprintRequest;
import dev.notely.proto.store.v1.Fix;
import dev.notely.proto.store.v1.InspectionServiceGrpc;
import dev.notely.proto.store.v1.NoteValue;
import dev.notely.proto.store.v1.RawReply;
import dev.notely.proto.store.v1.RawRequest;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RepairRequest;
import dev.notely.proto.store.v1.ResolveRequest;
import dev.notely.proto.store.v1.RowsReply;
import dev.notely.proto.store.v1.RowsRequest;
import dev.notely.proto.store.v1.UnconvertedPosition;
import dev.notely.proto.store.v1.UnconvertedReply;
import dev.notely.proto.store.v1.UnconvertedRequest;
import dev.notely.proto.store.v1.UnconvertedRow;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationRefusedException.Reason;
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
  public UnconvertedPage unconverted(
      RowPosition after, int limit, boolean withRaw, List<UUID> accounts) {
    UnconvertedRequest request =
        UnconvertedRequest.newBuilder()
            .setAfter(
                UnconvertedPosition.newBuilder()
                    .setAccount(after.account().map(Ids::bytes).orElse(ByteString.EMPTY))
                    .setSource(after.source())
                    .setRow(after.row()))
            .setLimit(limit)
            .addAllAccounts(accounts.stream().map(Ids::bytes).toList())
            .setUnresolvedOnly(true)
            .setWithRaw(withRaw)
            .build();
    UnconvertedReply reply = call(() -> stub().unconverted(request));
    return new UnconvertedPage(
        reply.getRowsList().stream().map(GrpcStoreInspection::unconverted).toList(),
        reply.getMore());
  }

  private static Unconverted unconverted(UnconvertedRow row) {
    return new Unconverted(
        row.getStore(),
        row.getSource(),
        row.getRow(),
        row.getId(),
        row.getAccount().isEmpty()
            ? Optional.empty()
            : Optional.of(Ids.uuid("account", row.getAccount())),
        row.getReason(),
        row.hasRaw() ? Optional.of(raw(row.getRaw())) : Optional.empty());
  }

  private static Raw raw(dev.notely.proto.store.v1.Raw raw) {
    return new Raw(raw.getJson(), raw.getTruncated(), raw.getBytes());
  }

  @Override
  public void resolve(String source, long row, Decision decision, String actor, String reason) {
    ResolveRequest.Builder request =
        ResolveRequest.newBuilder().setSource(source).setRow(row).setActor(actor).setReason(reason);
    switch (decision) {
      case Decision.Drop _ -> request.setDrop(true);
      case Decision.Fix fix ->
          request.setFix(
              Fix.newBuilder()
                  .setProof(GrpcNoteStores.proof(fix.proof()))
                  .setId(Ids.bytes(fix.id()))
                  .setValue(
                      NoteValue.newBuilder()
                          .setCreatedAtMs(fix.createdAtMs())
                          .setUpdatedAtMs(fix.updatedAtMs())
                          .setContent(ByteString.copyFromUtf8(fix.content()))));
    }
    try {
      var reply = stub().resolve(request.build());
      if (!reply.hasResolution()) {
        throw new MigrationRefusedException(
            Reason.NOT_PERMITTED,
            "the account is moving, try again: " + RecordMapping.refusal(reply.getRefusal()));
      }
    } catch (StatusRuntimeException e) {
      throw refusedOrAway(e);
    }
  }

  private RuntimeException refusedOrAway(StatusRuntimeException e) {
    String why = String.valueOf(e.getStatus().getDescription());
    return switch (e.getStatus().getCode()) {
      case NOT_FOUND -> new MigrationRefusedException(Reason.NOT_FOUND, why);
      case INVALID_ARGUMENT -> new MigrationRefusedException(Reason.INVALID, why);
      case FAILED_PRECONDITION -> new MigrationRefusedException(Reason.NOT_PERMITTED, why);
      default -> StoreFailures.ofCommand(name, e);
    };
  }

  @Override
  public Optional<Raw> raw(UUID account, UUID record) {
    RawRequest request =
        RawRequest.newBuilder().setAccount(Ids.bytes(account)).setKey(Ids.bytes(record)).build();
    RawReply reply = call(() -> stub().raw(request));
    return reply.getFound() ? Optional.of(raw(reply.getRaw())) : Optional.empty();
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
