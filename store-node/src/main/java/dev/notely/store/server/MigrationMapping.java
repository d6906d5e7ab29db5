package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountFailure;
import dev.notely.proto.catalog.v1.AddMigrationAccounts;
import dev.notely.proto.catalog.v1.CreateMigration;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.catalog.v1.ListMigrationAccounts;
import dev.notely.proto.catalog.v1.MarkMigrationAccount;
import dev.notely.proto.catalog.v1.MarkMigrationAccountReply;
import dev.notely.proto.catalog.v1.MigrationEvent;
import dev.notely.proto.catalog.v1.MigrationList;
import dev.notely.proto.catalog.v1.MigrationPortionReply;
import dev.notely.proto.catalog.v1.OpenMismatch;
import dev.notely.store.catalog.AccountCount;
import dev.notely.store.catalog.AccountEvent;
import dev.notely.store.catalog.AccountMark;
import dev.notely.store.catalog.AccountState;
import dev.notely.store.catalog.Catalog;
import dev.notely.store.catalog.Cause;
import dev.notely.store.catalog.FoundInconsistency;
import dev.notely.store.catalog.JournalEvent;
import dev.notely.store.catalog.LimitsChange;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationAccount;
import dev.notely.store.catalog.MigrationCommand;
import dev.notely.store.catalog.MigrationEventKind;
import dev.notely.store.catalog.MigrationLimits;
import dev.notely.store.catalog.MigrationPlan;
import dev.notely.store.catalog.MigrationPortion;
import dev.notely.store.catalog.MigrationReport;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.MigrationStateMachine;
import dev.notely.store.catalog.Migrations;
import dev.notely.store.catalog.Mismatch;
import dev.notely.store.catalog.MoveFailures;
import dev.notely.store.catalog.PlannedAccount;
import dev.notely.store.catalog.Verification;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Between the wire and the migrations of the catalog. */
final class MigrationMapping {
  private static final int LONGEST_KEY = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private MigrationMapping() {}

  static MigrationPlan plan(CreateMigration request) {
    return new MigrationPlan(
        RequestFields.text("name", request.getName()),
        request.getSpec(),
        request.getWavesList().stream().toList(),
        request.getLazy());
  }

  static MigrationLimits limits(CreateMigration request) {
    return new MigrationLimits(
        request.getConcurrentAccounts(),
        request.getRecordsPerSecond(),
        request.getShadowReads(),
        !request.getKeepOverlay());
  }

  static List<PlannedAccount> planned(AddMigrationAccounts request) {
    return request.getAccountsList().stream()
        .map(account ->
            new PlannedAccount(
                RequestFields.id("accounts.account", account.getAccount()),
                account.getWave(),
                RequestFields.text("accounts.target", account.getTarget())))
        .toList();
  }

  static MigrationCommand command(dev.notely.proto.catalog.v1.MigrationCommand request) {
    return new MigrationCommand(
        request.getMigration(),
        MigrationEventKind.of(request.getEventValue()),
        new Cause(
            RequestFields.text("actor", request.getActor()),
            request.getReason(),
            request.getEvidence()),
        limits(request),
        request.getExpectedVersion(),
        verification(request.getVerification()),
        request.getMismatchesList().stream().map(MigrationMapping::mismatch).toList());
  }

  private static Mismatch mismatch(dev.notely.proto.catalog.v1.Mismatch found) {
    return new Mismatch(
        RequestFields.id("mismatches.account", found.getAccount()),
        key(found.getKey()),
        RequestFields.text("mismatches.store", found.getStore()),
        found.getWhat(),
        evidence(found.getEvidence()));
  }

  private static String key(String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "mismatches.key has " + key.length() + " characters; it has 1 to " + LONGEST_KEY);
    }
    return key;
  }

  private static String evidence(String json) {
    try {
      if (json.isEmpty() || JSON.readTree(json).isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "mismatches.evidence is no JSON object; it is one, or empty");
  }

  static OpenMismatch mismatch(dev.notely.store.catalog.OpenMismatch open) {
    Mismatch found = open.found();
    return OpenMismatch.newBuilder()
        .setFound(
            dev.notely.proto.catalog.v1.Mismatch.newBuilder()
                .setAccount(found.account())
                .setKey(found.key())
                .setStore(found.store())
                .setWhat(found.what())
                .setEvidence(found.evidence()))
        .setFoundAtMs(open.foundAtMs())
        .build();
  }

  private static LimitsChange limits(dev.notely.proto.catalog.v1.MigrationCommand request) {
    return new LimitsChange(
        request.getConcurrentAccounts(),
        request.hasRecordsPerSecond()
            ? OptionalLong.of(request.getRecordsPerSecond())
            : OptionalLong.empty(),
        request.hasShadowReads()
            ? OptionalDouble.of(request.getShadowReads())
            : OptionalDouble.empty(),
        request.getDrainOn());
  }

  private static Verification verification(dev.notely.proto.catalog.v1.Verification verification) {
    return switch (verification) {
      case VERIFICATION_NONE -> Verification.NONE;
      case VERIFICATION_OPEN -> Verification.OPEN;
      case VERIFICATION_PASSED -> Verification.PASSED;
      case VERIFICATION_FAILED -> Verification.FAILED;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("verification is not known; it is NONE to FAILED");
    };
  }

  static AccountMark mark(MarkMigrationAccount request) {
    AccountEvent step =
        switch (request.getStep()) {
          case COPIED -> AccountEvent.COPIED;
          case SEALING -> AccountEvent.SEALING;
          case QUARANTINE -> AccountEvent.QUARANTINE;
          case RELEASE -> AccountEvent.RELEASED;
          case LEFT_BEHIND -> AccountEvent.LEFT_BEHIND;
          case REPAIRED -> AccountEvent.REPAIRED;
          case STEP_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "step is not set; it is COPIED, SEALING, QUARANTINE, RELEASE, LEFT_BEHIND or"
                      + " REPAIRED");
        };
    return new AccountMark(
        request.getMigration(),
        RequestFields.id("account", request.getAccount()),
        request.getEpoch(),
        step,
        new Cause(
            RequestFields.text("actor", request.getActor()),
            request.getReason(),
            request.getEvidence()));
  }

  static Set<AccountState> states(ListMigrationAccounts request) {
    Set<AccountState> states = EnumSet.noneOf(AccountState.class);
    request.getStatesList().forEach(state -> states.add(state(state)));
    return states.isEmpty() ? EnumSet.allOf(AccountState.class) : states;
  }

  private static AccountState state(dev.notely.proto.catalog.v1.AccountState state) {
    return switch (state) {
      case ACCOUNT_WAITING -> AccountState.WAITING;
      case ACCOUNT_COPYING -> AccountState.COPYING;
      case ACCOUNT_CATCHING_UP -> AccountState.CATCHING_UP;
      case ACCOUNT_CUTTING_OVER -> AccountState.CUTTING_OVER;
      case ACCOUNT_REVERSE_SYNCED -> AccountState.REVERSE_SYNCED;
      case ACCOUNT_MOVED -> AccountState.MOVED;
      case ACCOUNT_RETURNING -> AccountState.RETURNING;
      case ACCOUNT_RETURNED -> AccountState.RETURNED;
      case ACCOUNT_QUARANTINED -> AccountState.QUARANTINED;
      case ACCOUNT_OVERLAID -> AccountState.OVERLAID;
      case ACCOUNT_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("states has one that is not known");
    };
  }

  static dev.notely.proto.catalog.v1.Migration migration(Migration migration) {
    return dev.notely.proto.catalog.v1.Migration.newBuilder()
        .setId(migration.id())
        .setName(migration.plan().name())
        .setSpec(migration.plan().spec())
        .setStateValue(migration.state().code())
        .setVersion(migration.last().version())
        .setWave(migration.position().wave())
        .setSoakingWave(migration.position().soakingWave())
        .addAllWaves(migration.plan().waves())
        .setResumeToValue(migration.position().resumeTo().map(MigrationState::code).orElse(0))
        .setConcurrentAccounts(migration.limits().concurrentAccounts())
        .setRecordsPerSecond(migration.limits().recordsPerSecond())
        .setShadowReads(migration.limits().shadowReads())
        .setReason(migration.last().reason())
        .setEvidence(migration.last().evidence())
        .setActor(migration.last().actor())
        .setCreatedAtMs(migration.createdAtMs())
        .setChangedAtMs(migration.last().atMs())
        .setProgressedAtMs(migration.progressedAtMs())
        .setBaseline(migration.baseline())
        .setVerificationValue(migration.verification().code())
        .addAllPermittedValue(
            MigrationStateMachine.permitted(migration.state()).stream()
                .map(MigrationEventKind::code)
                .toList())
        .setLazy(migration.plan().lazy())
        .setKeepOverlay(!migration.limits().drain())
        .build();
  }

  static MigrationList list(List<Migration> migrations) {
    return MigrationList.newBuilder()
        .addAllMigrations(migrations.stream().map(MigrationMapping::migration).toList())
        .build();
  }

  static dev.notely.proto.catalog.v1.MigrationReport report(MigrationReport report) {
    return dev.notely.proto.catalog.v1.MigrationReport.newBuilder()
        .setMigration(migration(report.migration()))
        .addAllCounts(report.counts().stream().map(MigrationMapping::count).toList())
        .setInconsistencies(report.inconsistencies())
        .setProgress(report.progress().progress())
        .setProgressAtMs(report.progress().atMs())
        .setReverseHealthy(report.progress().reverseHealthy())
        .setLeader(report.leader())
        .addAllPauseMicros(report.pauseMicros())
        .setStartedAtMs(report.startedAtMs())
        .addAllFailures(report.failures().stream().map(MigrationMapping::failure).toList())
        .build();
  }

  private static AccountFailure failure(MoveFailures.Failure failure) {
    return AccountFailure.newBuilder()
        .setAccount(failure.account())
        .setTimes(failure.times())
        .setReason(failure.reason())
        .setHolder(failure.holder())
        .setAtMs(failure.atMs())
        .build();
  }

  private static dev.notely.proto.catalog.v1.AccountCount count(AccountCount count) {
    return dev.notely.proto.catalog.v1.AccountCount.newBuilder()
        .setWave(count.wave())
        .setStateValue(count.state().code())
        .setAccounts(count.accounts())
        .setRecords(count.records())
        .build();
  }

  static MigrationPortionReply portion(MigrationPortion portion) {
    return MigrationPortionReply.newBuilder()
        .setChanged(portion.changed())
        .setUnderWay(portion.underWay())
        .setWaiting(portion.waiting())
        .addAllNotAdmitted(portion.notAdmitted())
        .build();
  }

  static MarkMigrationAccountReply marked(Catalog.Outcome outcome) {
    return MarkMigrationAccountReply.newBuilder()
        .setWon(outcome.won())
        .setPlacement(CatalogMapping.placement(outcome.row()))
        .build();
  }

  static dev.notely.proto.catalog.v1.MigrationAccount account(Migrations.Placed placed) {
    MigrationAccount account = placed.account();
    return dev.notely.proto.catalog.v1.MigrationAccount.newBuilder()
        .setAccount(account.account())
        .setWave(account.wave())
        .setStateValue(account.state().code())
        .setSource(account.source())
        .setTarget(account.target())
        .setRecords(account.records())
        .setPauseMicros(account.pauseMicros())
        .setAttempts(account.attempts())
        .setReason(account.reason())
        .setChangedAtMs(account.changedAtMs())
        .setPlacement(CatalogMapping.placement(placed.placement()))
        .build();
  }

  static MigrationEvent event(JournalEvent event) {
    return MigrationEvent.newBuilder()
        .setId(event.id())
        .setMigration(event.migration())
        .setAccount(event.account())
        .setAtMs(event.atMs())
        .setActor(event.actor())
        .setEvent(event.event())
        .setFrom(event.from())
        .setTo(event.to())
        .setReason(event.reason())
        .setEvidence(event.evidence())
        .setWave(event.wave())
        .setSoakingWave(event.soakingWave())
        .setTrace(event.trace())
        .build();
  }

  static dev.notely.proto.catalog.v1.FoundInconsistency inconsistency(FoundInconsistency one) {
    return dev.notely.proto.catalog.v1.FoundInconsistency.newBuilder()
        .setId(one.id())
        .setAtMs(one.atMs())
        .setMigration(one.migration())
        .setReport(
            InconsistencyReport.newBuilder()
                .setAccount(one.found().account())
                .setNote(one.found().note())
                .setExpected(one.found().expected())
                .setActual(one.found().actual())
                .setTraceId(one.found().traceId()))
        .build();
  }

  /** Where a page begins, as {@link CatalogMapping#after}. */
  static ByteString after(ListMigrationAccounts request) {
    return CatalogMapping.after(request.getAfter());
  }
}
