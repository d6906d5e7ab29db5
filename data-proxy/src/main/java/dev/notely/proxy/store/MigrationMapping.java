package dev.notely.proxy.store;

import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.catalog.v1.MigrationAccount;
import dev.notely.proto.catalog.v1.MigrationEvent;
import dev.notely.proto.catalog.v1.MigrationPortionReply;
import dev.notely.proto.catalog.v1.MigrationReport;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.Failure;
import dev.notely.proxy.store.MigrationCatalog.FoundInconsistency;
import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Mismatch;
import dev.notely.proxy.store.MigrationCatalog.OpenMismatch;
import dev.notely.proxy.store.MigrationCatalog.Portion;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;
import java.util.Optional;
import java.util.stream.Collectors;

/** Migrations between the wire and the values of this room; both name their states alike. */
final class MigrationMapping {
  private static final String ACCOUNT_PREFIX = "ACCOUNT_";
  private static final String VERIFICATION_PREFIX = "VERIFICATION_";

  private MigrationMapping() {}

  static Migration migration(dev.notely.proto.catalog.v1.Migration migration) {
    return new Migration(
        migration.getId(),
        migration.getName(),
        migration.getSpec(),
        known(State.class, migration.getState().name(), ""),
        migration.getVersion(),
        migration.getWave(),
        migration.getSoakingWave(),
        migration.getWavesList(),
        migration.getConcurrentAccounts(),
        migration.getRecordsPerSecond(),
        migration.getShadowReads(),
        !migration.getKeepOverlay(),
        migration.getReason(),
        migration.getEvidence(),
        migration.getActor(),
        migration.getCreatedAtMs(),
        migration.getChangedAtMs(),
        migration.getProgressedAtMs(),
        migration.getBaseline(),
        known(Verification.class, migration.getVerification().name(), VERIFICATION_PREFIX),
        migration.getPermittedList().stream()
            .map(event -> known(Event.class, event.name(), ""))
            .collect(Collectors.toSet()),
        migration.getResumeToValue() == 0
            ? Optional.empty()
            : Optional.of(known(State.class, migration.getResumeTo().name(), "")));
  }

  /** A name of a newer release is an error: to guess a state could move what should stand still. */
  private static <E extends Enum<E>> E known(Class<E> type, String name, String prefix) {
    try {
      return Enum.valueOf(type, name.substring(prefix.length()));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw new CatalogUnavailableException("the catalog answered an unknown name: " + name, e);
    }
  }

  static dev.notely.proto.catalog.v1.AccountState state(AccountState state) {
    return dev.notely.proto.catalog.v1.AccountState.valueOf(ACCOUNT_PREFIX + state.name());
  }

  static dev.notely.proto.catalog.v1.Verification verification(Verification verification) {
    return dev.notely.proto.catalog.v1.Verification.valueOf(
        VERIFICATION_PREFIX + verification.name());
  }

  static Report report(MigrationReport report) {
    return new Report(
        migration(report.getMigration()),
        report.getCountsList().stream()
            .map(count ->
                new Count(
                    count.getWave(),
                    known(AccountState.class, count.getState().name(), ACCOUNT_PREFIX),
                    count.getAccounts(),
                    count.getRecords()))
            .toList(),
        report.getInconsistencies(),
        report.getProgress(),
        report.getReverseHealthy(),
        report.getLeader(),
        report.getPauseMicrosList(),
        report.getStartedAtMs(),
        report.getFailuresList().stream()
            .map(failure ->
                new Failure(
                    Ids.uuid("account", failure.getAccount()),
                    failure.getTimes(),
                    failure.getReason()))
            .toList());
  }

  static dev.notely.proto.catalog.v1.Mismatch mismatch(Mismatch found) {
    return dev.notely.proto.catalog.v1.Mismatch.newBuilder()
        .setAccount(Ids.bytes(found.account()))
        .setKey(found.key())
        .setStore(found.store())
        .setWhat(found.what())
        .setEvidence(found.evidence())
        .build();
  }

  static OpenMismatch mismatch(dev.notely.proto.catalog.v1.OpenMismatch open) {
    var found = open.getFound();
    return new OpenMismatch(
        new Mismatch(
            Ids.uuid("account", found.getAccount()),
            found.getKey(),
            found.getStore(),
            found.getWhat(),
            found.getEvidence()),
        open.getFoundAtMs());
  }

  static FoundInconsistency inconsistency(dev.notely.proto.catalog.v1.FoundInconsistency one) {
    InconsistencyReport report = one.getReport();
    return new FoundInconsistency(
        one.getId(),
        one.getAtMs(),
        one.getMigration(),
        Ids.uuid("account", report.getAccount()),
        report.getNote().isEmpty()
            ? Optional.empty()
            : Optional.of(Ids.uuid("note", report.getNote())),
        report.getExpected(),
        report.getActual(),
        report.getTraceId());
  }

  static Portion portion(MigrationPortionReply reply) {
    return new Portion(
        reply.getChanged(),
        reply.getUnderWay(),
        reply.getWaiting(),
        reply.getNotAdmittedList().stream().map(id -> Ids.uuid("account", id)).toList());
  }

  static Account account(MigrationAccount account) {
    return new Account(
        Ids.uuid("account", account.getAccount()),
        account.getWave(),
        known(AccountState.class, account.getState().name(), ACCOUNT_PREFIX),
        account.getSource(),
        account.getTarget(),
        account.getRecords(),
        account.getPauseMicros(),
        account.getAttempts(),
        account.getReason(),
        account.getChangedAtMs(),
        RecordMapping.placement(account.getPlacement()));
  }

  static JournalEvent event(MigrationEvent event) {
    return new JournalEvent(
        event.getId(),
        event.getAccount().isEmpty()
            ? Optional.empty()
            : Optional.of(Ids.uuid("account", event.getAccount())),
        event.getAtMs(),
        event.getActor(),
        event.getEvent(),
        event.getFrom(),
        event.getTo(),
        event.getReason(),
        event.getEvidence(),
        event.getTrace());
  }
}
