package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AddMigrationAccounts;
import dev.notely.proto.catalog.v1.CreateMigration;
import dev.notely.proto.catalog.v1.DropMigrationAccounts;
import dev.notely.proto.catalog.v1.InconsistencyList;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.catalog.v1.LeadMigrations;
import dev.notely.proto.catalog.v1.ListInconsistencies;
import dev.notely.proto.catalog.v1.ListMigrationAccounts;
import dev.notely.proto.catalog.v1.ListMigrationEvents;
import dev.notely.proto.catalog.v1.ListMigrations;
import dev.notely.proto.catalog.v1.ListMismatches;
import dev.notely.proto.catalog.v1.MarkMigrationAccount;
import dev.notely.proto.catalog.v1.MigrationAccountPage;
import dev.notely.proto.catalog.v1.MigrationCatalogServiceGrpc;
import dev.notely.proto.catalog.v1.MigrationCatalogServiceGrpc.MigrationCatalogServiceBlockingStub;
import dev.notely.proto.catalog.v1.MigrationCommand;
import dev.notely.proto.catalog.v1.MigrationEventKind;
import dev.notely.proto.catalog.v1.MigrationEventPage;
import dev.notely.proto.catalog.v1.MigrationId;
import dev.notely.proto.catalog.v1.MigrationPortion;
import dev.notely.proto.catalog.v1.MigrationReport;
import dev.notely.proto.catalog.v1.PlannedAccount;
import dev.notely.proto.catalog.v1.ReportMigrationProgress;
import dev.notely.proto.catalog.v1.SettleMigrationAccounts;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MigrationRefusedException.Reason;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The catalog's migrations over gRPC. Blocking: for virtual threads. */
public final class MigrationCatalogClient implements MigrationCatalog {
  private static final long DEADLINE_MS = 5_000;

  private final ManagedChannel channel;

  public MigrationCatalogClient(ManagedChannel channel) {
    this.channel = channel;
  }

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      Limits limits,
      String actor,
      String evidence,
      boolean lazy) {
    CreateMigration request =
        CreateMigration.newBuilder()
            .setName(name)
            .setSpec(spec)
            .addAllWaves(waves)
            .setConcurrentAccounts(limits.concurrentAccounts())
            .setRecordsPerSecond(limits.recordsPerSecond())
            .setShadowReads(limits.shadowReads())
            .setKeepOverlay(!limits.drain())
            .setActor(actor)
            .setEvidence(evidence)
            .setLazy(lazy)
            .build();
    return MigrationMapping.migration(call(() -> stub().create(request)));
  }

  @Override
  public void addAccounts(long migration, List<Planned> accounts) {
    AddMigrationAccounts.Builder request =
        AddMigrationAccounts.newBuilder().setMigration(migration);
    for (Planned planned : accounts) {
      request.addAccounts(
          PlannedAccount.newBuilder()
              .setAccount(Ids.bytes(planned.account()))
              .setWave(planned.wave())
              .setTarget(planned.target()));
    }
    var _ = call(() -> stub().addAccounts(request.build()));
  }

  @Override
  public void dropAccounts(long migration, List<UUID> accounts, String actor, String reason) {
    DropMigrationAccounts request =
        DropMigrationAccounts.newBuilder()
            .setMigration(migration)
            .addAllAccounts(accounts.stream().map(Ids::bytes).toList())
            .setActor(actor)
            .setReason(reason)
            .build();
    var _ = call(() -> stub().dropAccounts(request));
  }

  @Override
  public Report get(long migration) {
    MigrationReport reply =
        call(() -> stub().get(MigrationId.newBuilder().setId(migration).build()));
    return MigrationMapping.report(reply);
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    ListMigrations request =
        ListMigrations.newBuilder().setLimit(limit).setUnfinished(unfinished).build();
    return call(() -> stub().list(request)).getMigrationsList().stream()
        .map(MigrationMapping::migration)
        .toList();
  }

  @Override
  public Migration apply(Command command) {
    MigrationCommand request =
        MigrationCommand.newBuilder()
            .setMigration(command.migration())
            .setEvent(MigrationEventKind.valueOf(command.event().name()))
            .setActor(command.actor())
            .setReason(command.reason())
            .setEvidence(command.evidence())
            .setVerification(MigrationMapping.verification(command.verification()))
            .setExpectedVersion(command.seen())
            .addAllMismatches(
                command.mismatches().stream().map(MigrationMapping::mismatch).toList())
            .build();
    return MigrationMapping.migration(call(() -> stub().apply(request)));
  }

  @Override
  public Migration setLimits(long migration, Limits limits, String actor, String reason) {
    MigrationCommand request =
        MigrationCommand.newBuilder()
            .setMigration(migration)
            .setEvent(MigrationEventKind.SET_LIMITS)
            .setActor(actor)
            .setReason(reason)
            .setConcurrentAccounts(limits.concurrentAccounts())
            .setRecordsPerSecond(limits.recordsPerSecond())
            .setShadowReads(limits.shadowReads())
            .setDrainOn(limits.drain())
            .build();
    return MigrationMapping.migration(call(() -> stub().apply(request)));
  }

  @Override
  public Portion enrol(long migration, int limit, String actor) {
    return MigrationMapping.portion(call(() -> stub().enrol(portion(migration, limit, actor))));
  }

  @Override
  public Portion turnBack(long migration, int limit, String actor) {
    return MigrationMapping.portion(call(() -> stub().turnBack(portion(migration, limit, actor))));
  }

  private static MigrationPortion portion(long migration, int limit, String actor) {
    return MigrationPortion.newBuilder()
        .setMigration(migration)
        .setLimit(limit)
        .setActor(actor)
        .build();
  }

  @Override
  public Portion settleVerified(long migration, List<UUID> accounts, String actor) {
    SettleMigrationAccounts request =
        SettleMigrationAccounts.newBuilder()
            .setMigration(migration)
            .addAllAccounts(accounts.stream().map(Ids::bytes).toList())
            .setActor(actor)
            .build();
    return MigrationMapping.portion(call(() -> stub().settleVerified(request)));
  }

  @Override
  public boolean releaseAccount(long migration, UUID account, String actor, String reason) {
    MarkMigrationAccount request =
        MarkMigrationAccount.newBuilder()
            .setMigration(migration)
            .setAccount(Ids.bytes(account))
            .setStep(MarkMigrationAccount.Step.RELEASE)
            .setActor(actor)
            .setReason(reason)
            .build();
    return call(() -> stub().mark(request)).getWon();
  }

  @Override
  public boolean repaired(Placement placement, String actor, String reason) {
    MarkMigrationAccount request =
        MarkMigrationAccount.newBuilder()
            .setMigration(placement.migration())
            .setAccount(Ids.bytes(placement.account()))
            .setEpoch(placement.epoch())
            .setStep(MarkMigrationAccount.Step.REPAIRED)
            .setActor(actor)
            .setReason(reason)
            .build();
    return call(() -> stub().mark(request)).getWon();
  }

  @Override
  public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
    ListMismatches.Builder request =
        ListMismatches.newBuilder().setMigration(migration).setLimit(limit);
    after.ifPresent(
        last -> request.setAfterAccount(Ids.bytes(last.account())).setAfterKey(last.key()));
    dev.notely.proto.catalog.v1.MismatchPage reply = call(() -> stub().mismatches(request.build()));
    return new MismatchPage(
        reply.getMismatchesList().stream().map(MigrationMapping::mismatch).toList(),
        reply.getMore());
  }

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    ListMigrationAccounts request =
        ListMigrationAccounts.newBuilder()
            .setMigration(migration)
            .setAfter(after.map(Ids::bytes).orElse(ByteString.EMPTY))
            .setLimit(limit)
            .addAllStates(states.stream().map(MigrationMapping::state).toList())
            .build();
    MigrationAccountPage reply = call(() -> stub().accounts(request));
    return new AccountPage(
        reply.getAccountsList().stream().map(MigrationMapping::account).toList(), reply.getMore());
  }

  @Override
  public EventPage events(long migration, long afterId, int limit, Optional<UUID> account) {
    ListMigrationEvents request =
        ListMigrationEvents.newBuilder()
            .setMigration(migration)
            .setAfterId(afterId)
            .setLimit(limit)
            .setAccount(account.map(Ids::bytes).orElse(ByteString.EMPTY))
            .build();
    return events(request);
  }

  @Override
  public EventPage ownEvents(long migration, long afterId, int limit) {
    return events(
        ListMigrationEvents.newBuilder()
            .setMigration(migration)
            .setAfterId(afterId)
            .setLimit(limit)
            .setMigrationOnly(true)
            .build());
  }

  private EventPage events(ListMigrationEvents request) {
    MigrationEventPage reply = call(() -> stub().events(request));
    return new EventPage(
        reply.getEventsList().stream().map(MigrationMapping::event).toList(), reply.getMore());
  }

  @Override
  public List<Migration> lead(String holder) {
    LeadMigrations request = LeadMigrations.newBuilder().setHolder(holder).build();
    return call(() -> stub().lead(request)).getMigrationsList().stream()
        .map(MigrationMapping::migration)
        .toList();
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    ReportMigrationProgress request =
        ReportMigrationProgress.newBuilder()
            .setMigration(migration)
            .setHolder(holder)
            .setReverseHealthy(reverseHealthy)
            .setProgress(json)
            .build();
    var _ = call(() -> stub().report(request));
  }

  @Override
  public long inconsistency(UUID account, UUID note, Map<String, String> what) {
    InconsistencyReport request =
        InconsistencyReport.newBuilder()
            .setAccount(Ids.bytes(account))
            .setNote(Ids.bytes(note))
            .setExpected(what.getOrDefault("expected", ""))
            .setActual(what.getOrDefault("actual", ""))
            .setTraceId(what.getOrDefault("traceId", ""))
            .build();
    return call(() -> stub().reportInconsistency(request)).getMigration();
  }

  @Override
  public InconsistencyPage inconsistencies(long migration, long beforeId, int limit) {
    ListInconsistencies request =
        ListInconsistencies.newBuilder()
            .setMigration(migration)
            .setBefore(beforeId)
            .setLimit(limit)
            .build();
    InconsistencyList reply = call(() -> stub().inconsistencies(request));
    return new InconsistencyPage(
        reply.getFoundList().stream().map(MigrationMapping::inconsistency).toList(),
        reply.getMore());
  }

  private MigrationCatalogServiceBlockingStub stub() {
    return MigrationCatalogServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_MS, TimeUnit.MILLISECONDS);
  }

  private static <R> R call(Supplier<R> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      String text = Optional.ofNullable(e.getStatus().getDescription()).orElse("refused");
      throw switch (e.getStatus().getCode()) {
        case NOT_FOUND -> new MigrationRefusedException(Reason.NOT_FOUND, text);
        case ALREADY_EXISTS -> new MigrationRefusedException(Reason.TAKEN, text);
        case FAILED_PRECONDITION, ABORTED ->
            new MigrationRefusedException(Reason.NOT_PERMITTED, text);
        case INVALID_ARGUMENT -> new MigrationRefusedException(Reason.INVALID, text);
        default ->
            new CatalogUnavailableException("the catalog does not answer: " + e.getStatus(), e);
      };
    }
  }
}
