package dev.notely.store.server;

import static dev.notely.store.server.CatalogUnderTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proto.catalog.v1.AccountState;
import dev.notely.proto.catalog.v1.AddMigrationAccounts;
import dev.notely.proto.catalog.v1.CreateMigration;
import dev.notely.proto.catalog.v1.FoundInconsistency;
import dev.notely.proto.catalog.v1.InconsistencyList;
import dev.notely.proto.catalog.v1.InconsistencyReport;
import dev.notely.proto.catalog.v1.LeadMigrations;
import dev.notely.proto.catalog.v1.ListInconsistencies;
import dev.notely.proto.catalog.v1.ListMigrationAccounts;
import dev.notely.proto.catalog.v1.ListMigrationEvents;
import dev.notely.proto.catalog.v1.ListMigrations;
import dev.notely.proto.catalog.v1.ListMismatches;
import dev.notely.proto.catalog.v1.MarkMigrationAccount;
import dev.notely.proto.catalog.v1.Migration;
import dev.notely.proto.catalog.v1.MigrationCommand;
import dev.notely.proto.catalog.v1.MigrationEvent;
import dev.notely.proto.catalog.v1.MigrationEventKind;
import dev.notely.proto.catalog.v1.MigrationId;
import dev.notely.proto.catalog.v1.MigrationPortion;
import dev.notely.proto.catalog.v1.MigrationReport;
import dev.notely.proto.catalog.v1.MigrationState;
import dev.notely.proto.catalog.v1.Mismatch;
import dev.notely.proto.catalog.v1.MismatchPage;
import dev.notely.proto.catalog.v1.Phase;
import dev.notely.proto.catalog.v1.PlacementChange;
import dev.notely.proto.catalog.v1.PlannedAccount;
import dev.notely.proto.catalog.v1.ReportMigrationProgress;
import dev.notely.proto.catalog.v1.SettleMigrationAccounts;
import dev.notely.proto.catalog.v1.Verification;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every call about migrations, as a proxy makes it: what comes back, and how it is refused. */
final class MigrationRequestsTest {
  @TempDir Path folder;
  private CatalogUnderTest catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogUnderTest(folder, Duration.ofSeconds(60));
    catalog.announce("legacy");
    catalog.announce("new");
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  private static void assertStatus(ThrowingCallable call, Status.Code code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(words);
            });
  }

  private static CreateMigration.Builder draft(String name) {
    return CreateMigration.newBuilder()
        .setName(name)
        .setSpec("{\"name\":1}")
        .addWaves("one")
        .addWaves("two")
        .setConcurrentAccounts(3)
        .setRecordsPerSecond(500)
        .setActor("op");
  }

  private static PlannedAccount planned(int number, int wave, String target) {
    return PlannedAccount.newBuilder()
        .setAccount(id(number))
        .setWave(wave)
        .setTarget(target)
        .build();
  }

  private Migration created() {
    return catalog.migrations().create(draft("m").build());
  }

  private void add(long migration, PlannedAccount account) {
    var _ =
        catalog
            .migrations()
            .addAccounts(
                AddMigrationAccounts.newBuilder()
                    .setMigration(migration)
                    .addAccounts(account)
                    .build());
  }

  private static MigrationCommand.Builder command(long migration, MigrationEventKind event) {
    return MigrationCommand.newBuilder()
        .setMigration(migration)
        .setEvent(event)
        .setActor("op")
        .setReason("because");
  }

  private Migration apply(long migration, MigrationEventKind event) {
    return catalog.migrations().apply(command(migration, event).build());
  }

  private static MigrationPortion portion(long migration, int limit) {
    return MigrationPortion.newBuilder()
        .setMigration(migration)
        .setLimit(limit)
        .setActor("leader")
        .build();
  }

  private static MarkMigrationAccount.Builder mark(long migration, int account) {
    return MarkMigrationAccount.newBuilder()
        .setMigration(migration)
        .setAccount(id(account))
        .setEpoch(1)
        .setStep(MarkMigrationAccount.Step.COPIED)
        .setActor("p");
  }

  /** RUNNING, with one account that has begun to move. */
  private long running() {
    long id = created().getId();
    var _ = catalog.create(1);
    catalog.win(1, 1, PlacementChange.Kind.ADMIT);
    add(id, planned(1, 0, "new"));
    apply(id, MigrationEventKind.START);
    assertThat(catalog.migrations().enrol(portion(id, 10)).getChanged()).isEqualTo(1);
    return id;
  }

  private MigrationReport get(long id) {
    return catalog.migrations().get(MigrationId.newBuilder().setId(id).build());
  }

  @Test
  void aMigrationIsAsItWasCreated() {
    Migration migration = created();
    assertThat(migration.getState()).isEqualTo(MigrationState.PLANNED);
    assertThat(migration.getSpec()).isEqualTo("{\"name\":1}");
    assertThat(migration.getWavesList()).containsExactly("one", "two");
    assertThat(migration.getConcurrentAccounts()).isEqualTo(3);
    assertThat(migration.getRecordsPerSecond()).isEqualTo(500);
    assertThat(migration.getVerification()).isEqualTo(Verification.VERIFICATION_NONE);
    assertThat(migration.getResumeToValue()).isZero();
    assertThat(get(migration.getId()).getMigration()).isEqualTo(migration);
    assertThat(
            catalog
                .migrations()
                .list(ListMigrations.newBuilder().setLimit(5).build())
                .getMigrationsList())
        .containsExactly(migration);
  }

  @Test
  void aLazyMigrationBeginsLazyMovesAndShowsWhoIsOverlaid() {
    assertThat(created().getLazy()).isFalse();
    Migration lazy = catalog.migrations().create(draft("lazy").setLazy(true).build());
    assertThat(lazy.getLazy()).isTrue();
    assertThat(get(lazy.getId()).getMigration()).isEqualTo(lazy);
    var _ = catalog.create(1);
    catalog.win(1, 1, PlacementChange.Kind.ADMIT);
    add(lazy.getId(), planned(1, 0, "new"));
    apply(lazy.getId(), MigrationEventKind.START);
    assertThat(catalog.migrations().enrol(portion(lazy.getId(), 10)).getChanged()).isEqualTo(1);
    assertThat(catalog.win(1, 1, PlacementChange.Kind.COMMIT).getPhase()).isEqualTo(Phase.OVERLAID);
    var page =
        catalog
            .migrations()
            .accounts(
                ListMigrationAccounts.newBuilder()
                    .setMigration(lazy.getId())
                    .setLimit(1)
                    .addStates(AccountState.ACCOUNT_OVERLAID)
                    .build());
    assertThat(page.getAccountsList())
        .singleElement()
        .satisfies(
            account -> assertThat(account.getState()).isEqualTo(AccountState.ACCOUNT_OVERLAID));
    assertThat(catalog.win(1, 2, PlacementChange.Kind.DRAINED).getPhase()).isEqualTo(Phase.KEPT);
  }

  @Test
  void accountsGoThroughTheirStatesOverTheWire() {
    long id = running();
    assertThat(catalog.migrations().mark(mark(id, 1).build()).getWon()).isTrue();
    assertThat(catalog.migrations().mark(mark(id, 1).setEpoch(9).build()).getWon()).isFalse();
    var page =
        catalog
            .migrations()
            .accounts(
                ListMigrationAccounts.newBuilder()
                    .setMigration(id)
                    .setLimit(1)
                    .addStates(AccountState.ACCOUNT_CATCHING_UP)
                    .build());
    assertThat(page.getMore()).isFalse();
    assertThat(page.getAccountsList())
        .singleElement()
        .satisfies(account -> {
          assertThat(account.getAccount()).isEqualTo(id(1));
          assertThat(account.getState()).isEqualTo(AccountState.ACCOUNT_CATCHING_UP);
          assertThat(account.getTarget()).isEqualTo("new");
        });
    assertThat(get(id).getCountsList())
        .singleElement()
        .satisfies(count -> assertThat(count.getAccounts()).isEqualTo(1));
    apply(id, MigrationEventKind.ROLLBACK);
    assertThat(catalog.migrations().turnBack(portion(id, 10)).getChanged()).isEqualTo(1);
    assertThat(apply(id, MigrationEventKind.ALL_RETURNED).getState())
        .isEqualTo(MigrationState.ROLLED_BACK);
  }

  @Test
  void eventsComeInOrderAndByPages() {
    long id = running();
    var first =
        catalog
            .migrations()
            .events(ListMigrationEvents.newBuilder().setMigration(id).setLimit(2).build());
    assertThat(first.getMore()).isTrue();
    assertThat(first.getEventsList())
        .extracting(MigrationEvent::getEvent)
        .containsExactly("CREATED", "ADDED");
    assertThat(first.getEvents(0).getEvidence()).contains("\"concurrentAccounts\":3");
    long after = first.getEvents(1).getId();
    ListMigrationEvents.Builder rest =
        ListMigrationEvents.newBuilder().setMigration(id).setAfterId(after).setLimit(100);
    assertThat(catalog.migrations().events(rest.build()).getEventsList())
        .extracting(MigrationEvent::getEvent)
        .containsExactly("START", "ENROLLED");
    assertThat(catalog.migrations().events(rest.setMigrationOnly(true).build()).getEventsList())
        .extracting(MigrationEvent::getEvent)
        .containsExactly("START");
    assertThat(
            catalog
                .migrations()
                .events(rest.setMigrationOnly(false).setAccount(id(1)).build())
                .getEventsList())
        .extracting(MigrationEvent::getEvent)
        .containsExactly("ENROLLED");
  }

  @Test
  void aStopSaysWhereItLeads() {
    long id = running();
    assertThat(apply(id, MigrationEventKind.PAUSE).getResumeTo()).isEqualTo(MigrationState.RUNNING);
    assertThat(apply(id, MigrationEventKind.RESUME).getResumeToValue()).isZero();
    Migration limited =
        catalog
            .migrations()
            .apply(
                command(id, MigrationEventKind.SET_LIMITS)
                    .setConcurrentAccounts(7)
                    .setRecordsPerSecond(0)
                    .setShadowReads(0.2)
                    .build());
    assertThat(limited.getConcurrentAccounts()).isEqualTo(7);
    assertThat(limited.getRecordsPerSecond()).isZero();
    assertThat(limited.getShadowReads()).isEqualTo(0.2);
    assertThat(
            catalog
                .migrations()
                .apply(
                    command(id, MigrationEventKind.VERIFIED)
                        .setVerification(Verification.VERIFICATION_OPEN)
                        .build())
                .getVerification())
        .isEqualTo(Verification.VERIFICATION_OPEN);
  }

  private static Mismatch.Builder wrong(String key) {
    return Mismatch.newBuilder()
        .setAccount(id(1))
        .setKey(key)
        .setStore("new")
        .setWhat("is missing")
        .setEvidence("{\"epoch\":1}");
  }

  private void found(long id, Mismatch.Builder... mismatches) {
    MigrationCommand.Builder command = command(id, MigrationEventKind.FINDING);
    for (Mismatch.Builder mismatch : mismatches) {
      command.addMismatches(mismatch);
    }
    var _ = catalog.migrations().apply(command.build());
  }

  @Test
  void theLedgerIsPagedAndClosedByARepair() {
    long id = running();
    found(id, wrong("b"), wrong("a"));
    ListMismatches.Builder list = ListMismatches.newBuilder().setMigration(id).setLimit(1);
    MismatchPage first = catalog.migrations().mismatches(list.build());
    assertThat(first.getMismatches(0).getFound()).isEqualTo(wrong("a").build());
    assertThat(first.getMismatches(0).getFoundAtMs()).isPositive();
    assertThat(first.getMore()).isTrue();
    MismatchPage second =
        catalog.migrations().mismatches(list.setAfterAccount(id(1)).setAfterKey("a").build());
    assertThat(second.getMismatches(0).getFound().getKey()).isEqualTo("b");
    assertThat(second.getMore()).isFalse();
    assertStatus(
        () -> apply(id, MigrationEventKind.RELEASE_HOLD),
        Status.Code.FAILED_PRECONDITION,
        "repair account");
    assertThat(
            catalog
                .migrations()
                .mark(
                    MarkMigrationAccount.newBuilder()
                        .setMigration(id)
                        .setAccount(id(1))
                        .setEpoch(1)
                        .setStep(MarkMigrationAccount.Step.REPAIRED)
                        .setActor("op")
                        .build())
                .getWon())
        .isTrue();
    assertThat(
            catalog
                .migrations()
                .mismatches(ListMismatches.newBuilder().setMigration(id).setLimit(1).build())
                .getMismatchesCount())
        .isZero();
    assertThat(apply(id, MigrationEventKind.RELEASE_HOLD).getState())
        .isEqualTo(MigrationState.RUNNING);
  }

  @Test
  void aMismatchThatIsWrongNamesTheField() {
    long id = running();
    assertStatus(
        () -> found(id, wrong(" ")), Status.Code.INVALID_ARGUMENT, "mismatches.key", "1 to 100");
    assertStatus(
        () -> found(id, wrong("k").setStore("")), Status.Code.INVALID_ARGUMENT, "mismatches.store");
    assertStatus(
        () -> found(id, wrong("k").setEvidence("[]")),
        Status.Code.INVALID_ARGUMENT,
        "mismatches.evidence");
    assertStatus(
        () -> found(id, wrong("k").setEvidence("{")),
        Status.Code.INVALID_ARGUMENT,
        "mismatches.evidence");
  }

  @Test
  void theLeadersWordIsShown() {
    long id = created().getId();
    LeadMigrations lead = LeadMigrations.newBuilder().setHolder("p1").build();
    assertThat(catalog.migrations().lead(lead).getMigrationsList()).hasSize(1);
    var _ =
        catalog
            .migrations()
            .report(
                ReportMigrationProgress.newBuilder()
                    .setMigration(id)
                    .setHolder("p1")
                    .setReverseHealthy(true)
                    .setProgress("{\"x\":1}")
                    .build());
    MigrationReport report = get(id);
    assertThat(report.getLeader()).isEqualTo("p1");
    assertThat(report.getReverseHealthy()).isTrue();
    assertThat(report.getProgress()).isEqualTo("{\"x\":1}");
  }

  @Test
  void inconsistenciesCountAgainstTheMigrationThatHasTheAccount() {
    long id = running();
    InconsistencyReport.Builder report =
        InconsistencyReport.newBuilder().setAccount(id(1)).setNote(id(8)).setExpected("2");
    assertThat(catalog.migrations().reportInconsistency(report.build()).getMigration())
        .isEqualTo(id);
    assertThat(get(id).getInconsistencies()).isEqualTo(1);
    assertStatus(
        () ->
            catalog.migrations().reportInconsistency(report.setAccount(id(1).substring(1)).build()),
        Status.Code.INVALID_ARGUMENT,
        "account has 15 bytes");
  }

  @Test
  void theLatestInconsistenciesComeFirst() {
    long id = running();
    InconsistencyReport first =
        InconsistencyReport.newBuilder()
            .setAccount(id(1))
            .setNote(id(8))
            .setExpected("2")
            .setActual("1")
            .setTraceId("t")
            .build();
    InconsistencyReport second = first.toBuilder().setAccount(id(99)).build();
    var _ = catalog.migrations().reportInconsistency(first);
    var _ = catalog.migrations().reportInconsistency(second);
    List<FoundInconsistency> found =
        catalog
            .migrations()
            .inconsistencies(ListInconsistencies.newBuilder().setLimit(5).build())
            .getFoundList();
    assertThat(found).extracting(FoundInconsistency::getReport).containsExactly(second, first);
    assertThat(found).extracting(FoundInconsistency::getMigration).containsExactly(0L, id);
    ListInconsistencies one = ListInconsistencies.newBuilder().setLimit(1).build();
    InconsistencyList newest = catalog.migrations().inconsistencies(one);
    assertThat(newest.getMore()).isTrue();
    InconsistencyList rest =
        catalog
            .migrations()
            .inconsistencies(one.toBuilder().setBefore(newest.getFound(0).getId()).build());
    assertThat(rest.getFound(0).getReport()).isEqualTo(first);
    assertThat(rest.getMore()).isFalse();
    assertThat(
            catalog
                .migrations()
                .inconsistencies(one.toBuilder().setMigration(id).build())
                .getFoundList())
        .extracting(FoundInconsistency::getReport)
        .containsExactly(first);
    assertStatus(
        () -> catalog.migrations().inconsistencies(ListInconsistencies.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "limit");
  }

  @Test
  void onlyWhatIsFinishingIsSettled() {
    long id = running();
    SettleMigrationAccounts.Builder settle =
        SettleMigrationAccounts.newBuilder().setMigration(id).addAccounts(id(1)).setActor("leader");
    assertStatus(
        () -> catalog.migrations().settleVerified(settle.build()),
        Status.Code.FAILED_PRECONDITION,
        "RUNNING");
    assertStatus(
        () -> catalog.migrations().settleVerified(settle.addAccounts(id(1).substring(2)).build()),
        Status.Code.INVALID_ARGUMENT,
        "accounts has 14 bytes");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertStatus(() -> get(9), Status.Code.NOT_FOUND, "no migration 9");
    assertStatus(() -> apply(9, MigrationEventKind.START), Status.Code.NOT_FOUND, "9");
    assertStatus(() -> catalog.migrations().enrol(portion(9, 1)), Status.Code.NOT_FOUND, "9");
    assertStatus(() -> catalog.migrations().turnBack(portion(9, 1)), Status.Code.NOT_FOUND, "9");
    assertStatus(() -> catalog.migrations().mark(mark(9, 1).build()), Status.Code.NOT_FOUND, "9");
    long id = created().getId();
    assertStatus(() -> add(id, planned(5, 0, "new")), Status.Code.NOT_FOUND, "no such account");
  }

  @Test
  void refusalsSayWhatStandsInTheWay() {
    long id = created().getId();
    assertStatus(this::created, Status.Code.ALREADY_EXISTS, "'m'");
    assertStatus(
        () -> apply(id, MigrationEventKind.PAUSE),
        Status.Code.FAILED_PRECONDITION,
        "PLANNED",
        "start, cancel");
    assertStatus(
        () -> catalog.migrations().enrol(portion(id, 1)),
        Status.Code.FAILED_PRECONDITION,
        "PLANNED");
    var _ = catalog.create(1);
    assertStatus(
        () -> add(id, planned(1, 0, "nowhere")), Status.Code.FAILED_PRECONDITION, "nowhere");
    add(id, planned(1, 0, "new"));
    long other = catalog.migrations().create(draft("other").build()).getId();
    assertStatus(
        () -> add(other, planned(1, 0, "new")), Status.Code.FAILED_PRECONDITION, "'m'", "PLANNED");
    assertStatus(
        () ->
            catalog
                .migrations()
                .apply(command(id, MigrationEventKind.START).setExpectedVersion(9).build()),
        Status.Code.ABORTED,
        "version");
  }

  @ParameterizedTest
  @CsvSource({"0", "1001", "-1"})
  void limitsAreBounded(int limit) {
    long id = created().getId();
    String[] words = {"limit is ", "1 to 1000"};
    Status.Code bad = Status.Code.INVALID_ARGUMENT;
    assertStatus(() -> catalog.migrations().enrol(portion(id, limit)), bad, words);
    assertStatus(() -> catalog.migrations().turnBack(portion(id, limit)), bad, words);
    assertStatus(
        () ->
            catalog
                .migrations()
                .accounts(
                    ListMigrationAccounts.newBuilder().setMigration(id).setLimit(limit).build()),
        bad,
        words);
    assertStatus(
        () ->
            catalog
                .migrations()
                .events(ListMigrationEvents.newBuilder().setMigration(id).setLimit(limit).build()),
        bad,
        words);
    assertStatus(
        () -> catalog.migrations().list(ListMigrations.newBuilder().setLimit(limit).build()),
        bad,
        "limit is ",
        "1 to 500");
  }

  @Test
  void badRequestsNameTheField() {
    long id = created().getId();
    Status.Code bad = Status.Code.INVALID_ARGUMENT;
    assertStatus(() -> catalog.migrations().create(draft(" ").build()), bad, "name is blank");
    assertStatus(
        () -> catalog.migrations().create(draft("n").setActor("").build()), bad, "actor is blank");
    assertStatus(
        () -> catalog.migrations().create(draft("n").clearWaves().build()),
        bad,
        "at least one wave");
    assertStatus(
        () -> catalog.migrations().create(draft("n").setConcurrentAccounts(0).build()),
        bad,
        "concurrent_accounts");
    assertStatus(() -> add(id, planned(1, 0, "")), bad, "accounts.target is blank");
    assertStatus(() -> add(id, planned(1, 2, "new")), bad, "wave is 2; it is 0 to 1");
    assertStatus(
        () -> add(id, planned(1, 0, "new").toBuilder().setAccount(id(1).substring(4)).build()),
        bad,
        "accounts.account has 12 bytes");
    assertStatus(
        () ->
            catalog
                .migrations()
                .addAccounts(
                    AddMigrationAccounts.newBuilder()
                        .setMigration(id)
                        .addAllAccounts(Collections.nCopies(1_001, planned(1, 0, "new")))
                        .build()),
        bad,
        "the number of accounts is 1001");
    assertStatus(
        () ->
            catalog
                .migrations()
                .apply(command(id, MigrationEventKind.MIGRATION_EVENT_UNSPECIFIED).build()),
        bad,
        "event");
    assertStatus(
        () ->
            catalog
                .migrations()
                .apply(command(id, MigrationEventKind.VERIFIED).setVerificationValue(99).build()),
        bad,
        "verification");
    assertStatus(
        () ->
            catalog.migrations().apply(command(id, MigrationEventKind.START).setActor(" ").build()),
        bad,
        "actor is blank");
    assertStatus(
        () -> catalog.migrations().mark(mark(id, 1).clearStep().build()), bad, "step is not");
    assertStatus(
        () -> catalog.migrations().mark(mark(id, 1).setAccount(id(1).substring(1)).build()),
        bad,
        "account has 15 bytes");
    assertStatus(
        () -> catalog.migrations().lead(LeadMigrations.getDefaultInstance()), bad, "holder");
    assertStatus(
        () ->
            catalog
                .migrations()
                .report(ReportMigrationProgress.newBuilder().setMigration(id).build()),
        bad,
        "holder");
    assertStatus(
        () ->
            catalog
                .migrations()
                .accounts(
                    ListMigrationAccounts.newBuilder()
                        .setMigration(id)
                        .setLimit(1)
                        .addStatesValue(99)
                        .build()),
        bad,
        "states");
  }
}
