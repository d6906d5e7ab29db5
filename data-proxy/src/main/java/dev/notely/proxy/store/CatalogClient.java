package dev.notely.proxy.store;

import dev.notely.proto.catalog.v1.AccountCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.ClaimMoves;
import dev.notely.proto.catalog.v1.CutOver;
import dev.notely.proto.catalog.v1.FoundInconsistency;
import dev.notely.proto.catalog.v1.ListInconsistencies;
import dev.notely.proto.catalog.v1.MarkMigrationAccount;
import dev.notely.proto.catalog.v1.MarkMigrationAccountReply;
import dev.notely.proto.catalog.v1.MigrationCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.MigrationCommand;
import dev.notely.proto.catalog.v1.MigrationEventKind;
import dev.notely.proto.catalog.v1.MoveFailure;
import dev.notely.proto.catalog.v1.MoveServiceGrpc;
import dev.notely.proto.catalog.v1.PlacementChange.Kind;
import dev.notely.proto.catalog.v1.PlacementChangeReply;
import dev.notely.proto.catalog.v1.PlacementServiceGrpc;
import dev.notely.proto.catalog.v1.UnclaimMove;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.placement.UnknownAccountException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The catalog over gRPC, asked directly. Blocking: for virtual threads. */
public final class CatalogClient implements PlacementCatalog, MoveQueue {
  private static final long DEADLINE_MS = 2_000;

  private final ManagedChannel channel;
  private final String actor;

  /**
   * A client over a channel.
   *
   * @param actor who the journal is told that does things: this process
   */
  public CatalogClient(ManagedChannel channel, String actor) {
    this.channel = channel;
    this.actor = actor;
  }

  @Override
  public Placement find(UUID account) {
    return about(account, () -> RecordMapping.placement(placements().find(id(account))));
  }

  @Override
  public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
    var request =
        dev.notely.proto.catalog.v1.PlacementChange.newBuilder()
            .setAccount(Ids.bytes(account))
            .setExpectedEpoch(expectedEpoch)
            .setActor(actor);
    switch (change) {
      case PlacementChange.Admit _ -> request.setKind(Kind.ADMIT);
      case PlacementChange.Begin(String second, boolean lazy) ->
          request.setKind(Kind.BEGIN).setSecond(second).setLazy(lazy);
      case PlacementChange.Commit(long records, long pauseMicros) ->
          request
              .setKind(Kind.COMMIT)
              .setCutOver(CutOver.newBuilder().setRecords(records).setPauseMicros(pauseMicros));
      case PlacementChange.Abort _ -> request.setKind(Kind.ABORT);
      case PlacementChange.Drained(long records) ->
          request.setKind(Kind.DRAINED).setCutOver(CutOver.newBuilder().setRecords(records));
      case PlacementChange.Settle _ -> request.setKind(Kind.SETTLE);
    }
    return about(
        account,
        () -> {
          PlacementChangeReply reply = placements().compareAndSet(request.build());
          return new Outcome(reply.getWon(), RecordMapping.placement(reply.getPlacement()));
        });
  }

  @Override
  public List<Work> claim(String holder, int capacity) {
    ClaimMoves request = ClaimMoves.newBuilder().setHolder(holder).setCapacity(capacity).build();
    return answered(() -> moves().claim(request)).getMovesList().stream()
        .map(move ->
            new Work(
                RecordMapping.placement(move.getPlacement()),
                move.getChoresList().stream().map(CatalogClient::chore).toList(),
                move.getRecordsPerSecond(),
                move.getKeepOverlay()))
        .toList();
  }

  private static Chore chore(dev.notely.proto.catalog.v1.Chore chore) {
    return new Chore(
        Ids.uuid("account", chore.getAccount()),
        chore.getStore(),
        chore.getEpoch(),
        switch (chore.getKind()) {
          case RELEASE -> Chore.Kind.RELEASE;
          case PURGE -> Chore.Kind.PURGE;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              // Of a newer release: to guess could remove what should stay.
              throw new CatalogUnavailableException("unknown kind of chore: " + chore);
        },
        chore.getHome());
  }

  @Override
  public void unclaim(String holder, UUID account) {
    UnclaimMove request =
        UnclaimMove.newBuilder().setHolder(holder).setAccount(Ids.bytes(account)).build();
    var _ = answered(() -> moves().unclaim(request));
  }

  @Override
  public void complete(Chore chore) {
    dev.notely.proto.catalog.v1.Chore request =
        dev.notely.proto.catalog.v1.Chore.newBuilder()
            .setAccount(Ids.bytes(chore.account()))
            .setStore(chore.store())
            .setEpoch(chore.epoch())
            .setKind(
                chore.kind() == Chore.Kind.RELEASE
                    ? dev.notely.proto.catalog.v1.Chore.Kind.RELEASE
                    : dev.notely.proto.catalog.v1.Chore.Kind.PURGE)
            .setHome(chore.home())
            .build();
    var _ = answered(() -> moves().completeChore(request));
  }

  @Override
  public Marked mark(Placement placement, Step step, String reason, String evidence) {
    MarkMigrationAccount request =
        MarkMigrationAccount.newBuilder()
            .setMigration(placement.migration())
            .setAccount(Ids.bytes(placement.account()))
            .setEpoch(placement.epoch())
            .setStep(
                switch (step) {
                  case COPIED -> MarkMigrationAccount.Step.COPIED;
                  case SEALING -> MarkMigrationAccount.Step.SEALING;
                  case QUARANTINE -> MarkMigrationAccount.Step.QUARANTINE;
                  case LEFT_BEHIND -> MarkMigrationAccount.Step.LEFT_BEHIND;
                })
            .setActor(actor)
            .setReason(reason)
            .setEvidence(evidence)
            .build();
    return about(
        placement.account(),
        () -> {
          MarkMigrationAccountReply reply = migrations().mark(request);
          return new Marked(reply.getWon(), RecordMapping.placement(reply.getPlacement()));
        });
  }

  @Override
  public void failed(Placement placement, String reason) {
    MoveFailure request =
        MoveFailure.newBuilder()
            .setHolder(actor)
            .setMigration(placement.migration())
            .setAccount(Ids.bytes(placement.account()))
            .setReason(reason)
            .build();
    var _ = answered(() -> moves().failed(request));
  }

  @Override
  public void finding(long migration, UUID account, String what, String evidence) {
    report(found(migration, account, what, evidence).build());
  }

  @Override
  public void mismatch(long migration, MigrationCatalog.Mismatch found) {
    report(
        found(migration, found.account(), found.what(), found.evidence())
            .addMismatches(MigrationMapping.mismatch(found))
            .build());
  }

  private MigrationCommand.Builder found(
      long migration, UUID account, String what, String evidence) {
    return MigrationCommand.newBuilder()
        .setMigration(migration)
        .setEvent(MigrationEventKind.FINDING)
        .setActor(actor)
        .setReason("account " + account + ": " + what)
        .setEvidence(evidence);
  }

  private void report(MigrationCommand request) {
    try {
      var _ = migrations().apply(request);
    } catch (StatusRuntimeException e) {
      // Not permitted: it is held, or over, already; the account's own event says what was found.
      if (e.getStatus().getCode() != Status.Code.FAILED_PRECONDITION) {
        throw unavailable(e);
      }
    }
  }

  private MigrationCatalogServiceGrpc.MigrationCatalogServiceBlockingStub migrations() {
    return MigrationCatalogServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  /** Accounts of the catalog, for the server room: its errors are gRPC's. */
  public AccountCatalogServiceGrpc.AccountCatalogServiceBlockingStub accounts() {
    return AccountCatalogServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private PlacementServiceGrpc.PlacementServiceBlockingStub placements() {
    return PlacementServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private MoveServiceGrpc.MoveServiceBlockingStub moves() {
    return MoveServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  /** What strict users found last, newest first. */
  public List<FoundInconsistency> inconsistencies(int limit) {
    return answered(() ->
        migrations()
            .inconsistencies(ListInconsistencies.newBuilder().setLimit(limit).build())
            .getFoundList());
  }

  private static AccountId id(UUID account) {
    return AccountId.newBuilder().setId(Ids.bytes(account)).build();
  }

  private static <R> R about(UUID account, Supplier<R> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw e.getStatus().getCode() == Status.Code.NOT_FOUND
          ? new UnknownAccountException(account)
          : unavailable(e);
    }
  }

  private static <R> R answered(Supplier<R> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw unavailable(e);
    }
  }

  private static CatalogUnavailableException unavailable(StatusRuntimeException e) {
    return new CatalogUnavailableException("the catalog does not answer: " + e.getStatus(), e);
  }
}
