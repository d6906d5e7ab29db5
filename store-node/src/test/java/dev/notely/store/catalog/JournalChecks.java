package dev.notely.store.catalog;

import static dev.notely.store.catalog.CatalogTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the journal does, over any tables. */
abstract class JournalChecks {
  private static final ByteString ANN = id(1);
  private static final ByteString BEN = id(2);
  private static final ByteString CAT = id(3);
  private static final MigrationLimits TWO_AT_ONCE = new MigrationLimits(2, 1_000);
  private static final PlacementChange COMMIT = new PlacementChange.Commit(100, 2_500);

  final FakeClock clock = new FakeClock();

  /** Runs one transaction. */
  abstract <R> R tx(BiFunction<JournalTables, MigrationJournal, R> work);

  /** Closes and opens the tables, if they outlive that. */
  abstract void restart();

  private <R> R journal(Function<MigrationJournal, R> work) {
    return tx((_, journal) -> work.apply(journal));
  }

  private <R> R look(Function<JournalTables, R> work) {
    return tx((tables, _) -> work.apply(tables));
  }

  private void account(ByteString account, PlacementPhase phase) {
    var _ = look(tables -> tables.put(new PlacementRow(account, 1, "legacy", "", phase, 0)));
  }

  private long planned(ByteString... accounts) {
    Migration migration =
        journal(j ->
            j.create(
                new MigrationPlan("all", "{}", List.of("first", "second")), TWO_AT_ONCE, "op"));
    for (ByteString account : accounts) {
      account(account, PlacementPhase.SETTLED);
      add(migration.id(), account, account.equals(CAT) ? 1 : 0);
    }
    return migration.id();
  }

  private void add(long migration, ByteString account, int wave) {
    boolean added =
        journal(j -> {
          j.addAccounts(migration, List.of(new PlannedAccount(account, wave, "new")));
          return true;
        });
    assertThat(added).isTrue();
  }

  private long running(ByteString... accounts) {
    long id = planned(accounts);
    apply(id, MigrationEventKind.START);
    return id;
  }

  private Migration apply(long id, MigrationEventKind event) {
    return journal(
        j -> j.apply(MigrationCommand.of(id, event, new Cause("op", "because", "")), true));
  }

  private MigrationPortion enrol(long id) {
    return journal(j -> j.enrol(id, 10, "leader"));
  }

  private MigrationPortion turnBack(long id) {
    return journal(j -> j.turnBack(id, 10, "leader"));
  }

  private Catalog.Outcome mark(long id, ByteString account, AccountEvent step) {
    long epoch = placement(account).epoch();
    return journal(
        j -> j.mark(new AccountMark(id, account, epoch, step, new Cause("p", "found", ""))));
  }

  private PlacementRow placement(ByteString account) {
    return look(tables -> tables.placement(account)).orElseThrow();
  }

  private PlacementRow win(ByteString account, PlacementChange change) {
    long epoch = placement(account).epoch();
    Catalog.Outcome outcome = journal(j -> j.compareAndSet(account, epoch, change));
    assertThat(outcome.won()).as("%s of %s", change, outcome.row()).isTrue();
    return outcome.row();
  }

  private AccountState state(long id, ByteString account) {
    return look(tables -> tables.account(id, account)).orElseThrow().state();
  }

  private MigrationPosition position(long id) {
    return look(tables -> tables.migration(id)).orElseThrow().position();
  }

  private void move(long id, ByteString account) {
    assertThat(mark(id, account, AccountEvent.COPIED).won()).isTrue();
    assertThat(mark(id, account, AccountEvent.SEALING).won()).isTrue();
    assertThat(win(account, COMMIT).phase()).isEqualTo(PlacementPhase.KEPT);
  }

  private void home(ByteString account) {
    assertThat(win(account, COMMIT).phase()).isEqualTo(PlacementPhase.MOVED);
    win(account, new PlacementChange.Settle());
  }

  private void waveMoved(long id, ByteString... accounts) {
    enrol(id);
    for (ByteString account : accounts) {
      move(id, account);
    }
    apply(id, MigrationEventKind.WAVE_MOVED);
  }

  private long soaking() {
    long id = running(ANN, BEN, CAT);
    waveMoved(id, ANN, BEN);
    apply(id, MigrationEventKind.GATE_PASSED);
    waveMoved(id, CAT);
    assertThat(apply(id, MigrationEventKind.GATE_PASSED).state()).isEqualTo(MigrationState.SOAKING);
    return id;
  }

  private static void assertRefused(ThrowingCallable call, Reason reason, String... words) {
    assertThatThrownBy(call)
        .satisfies(thrown -> {
          Throwable refused =
              thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
          assertThat(refused)
              .isInstanceOfSatisfying(
                  CatalogRefusedException.class,
                  e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.getMessage()).contains(words);
                  });
        });
  }

  /** States of the migration (empty id) and its accounts, from the events alone. */
  private Map<ByteString, String> replayed(long id) {
    Map<ByteString, String> states = new HashMap<>();
    MigrationPosition at = MigrationPosition.planned();
    for (JournalEvent event : look(tables -> tables.events(id, 0, 1_000))) {
      assertThat(states.getOrDefault(event.account(), "")).isEqualTo(event.from());
      states.put(event.account(), event.to());
      if (event.account().isEmpty()) {
        MigrationState next = MigrationState.valueOf(event.to());
        at = (next == at.state() ? at : at.in(next)).at(event.wave(), event.soakingWave());
      }
    }
    states.put(ByteString.EMPTY, at.toString());
    return states;
  }

  private void assertReplays(long id) {
    Map<ByteString, String> rows = new HashMap<>();
    rows.put(ByteString.EMPTY, position(id).toString());
    look(tables -> tables.accounts(id, ByteString.EMPTY, 1_000, EnumSet.allOf(AccountState.class)))
        .forEach(account -> rows.put(account.account(), account.state().name()));
    assertThat(replayed(id)).isEqualTo(rows);
  }

  @Test
  void aMigrationMovesItsWavesAndEnds() {
    long id = soaking();
    apply(id, MigrationEventKind.FINISH);
    assertRefused(() -> apply(id, MigrationEventKind.ALL_SETTLED), Reason.NOT_PERMITTED, "chores");
    MigrationPortion settled =
        journal(j -> j.settleVerified(id, List.of(ANN, BEN, CAT, id(9)), "leader"));
    assertThat(settled.changed()).isEqualTo(3);
    assertThat(placement(ANN))
        .extracting(PlacementRow::home, PlacementRow::phase, PlacementRow::migration)
        .containsExactly("new", PlacementPhase.SETTLED, 0L);
    assertRefused(() -> apply(id, MigrationEventKind.ALL_SETTLED), Reason.NOT_PERMITTED, "chores");
    choresDone();
    assertThat(apply(id, MigrationEventKind.ALL_SETTLED).state())
        .isEqualTo(MigrationState.COMPLETED);
    assertReplays(id);
  }

  /** Every chore is done. */
  abstract void choresDone();

  @Test
  void everyStateIsThatOfTheEvents() {
    long id = running(ANN, BEN, CAT);
    assertReplays(id);
    enrol(id);
    move(id, ANN);
    mark(id, BEN, AccountEvent.COPIED);
    apply(id, MigrationEventKind.PAUSE);
    assertReplays(id);
    apply(id, MigrationEventKind.FINDING);
    apply(id, MigrationEventKind.RELEASE_HOLD);
    mark(id, BEN, AccountEvent.SEALING);
    win(BEN, new PlacementChange.Abort());
    assertThat(state(id, BEN)).isEqualTo(AccountState.CATCHING_UP);
    mark(id, BEN, AccountEvent.QUARANTINE);
    assertThat(placement(BEN).phase()).isEqualTo(PlacementPhase.SETTLED);
    assertReplays(id);
    mark(id, BEN, AccountEvent.RELEASED);
    enrol(id);
    move(id, BEN);
    apply(id, MigrationEventKind.WAVE_MOVED);
    apply(id, MigrationEventKind.GATE_FAILED);
    apply(id, MigrationEventKind.RELEASE_HOLD);
    assertThat(position(id).soakingWave()).isTrue();
    assertReplays(id);
    apply(id, MigrationEventKind.ROLLBACK);
    assertThat(turnBack(id).changed()).isEqualTo(3);
    assertThat(state(id, CAT)).isEqualTo(AccountState.RETURNED);
    home(ANN);
    apply(id, MigrationEventKind.PAUSE);
    apply(id, MigrationEventKind.RESUME);
    assertRefused(
        () -> apply(id, MigrationEventKind.ALL_RETURNED), Reason.NOT_PERMITTED, "RETURNED");
    home(BEN);
    assertThat(apply(id, MigrationEventKind.ALL_RETURNED).state())
        .isEqualTo(MigrationState.ROLLED_BACK);
    assertThat(placement(BEN).home()).isEqualTo("legacy");
    assertReplays(id);
    long again = running(ANN, BEN, CAT);
    assertThat(enrol(again).changed()).isEqualTo(2);
    assertReplays(again);
  }

  @Test
  void noMoreAccountsAreUnderWayThanPermitted() {
    long id = running(ANN, BEN, id(4));
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(2, 2, 1, List.of()));
    assertThat(enrol(id).changed()).isZero();
    move(id, ANN);
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(1, 2, 0, List.of()));
    apply(id, MigrationEventKind.ROLLBACK);
    assertThat(turnBack(id).underWay()).isEqualTo(1);
    assertThat(state(id, BEN)).isEqualTo(AccountState.RETURNED);
    assertThat(state(id, ANN)).isEqualTo(AccountState.RETURNING);
  }

  @Test
  void accountsThatCannotBeginAreNotInTheWay() {
    long id = planned(ANN, BEN);
    account(id(4), PlacementPhase.NEW);
    add(id, id(4), 0);
    var _ =
        look(tables ->
            tables.put(new PlacementRow(ANN, 5, "legacy", "other", PlacementPhase.MOVING, 0)));
    var _ =
        look(tables -> tables.put(new PlacementRow(BEN, 5, "new", "", PlacementPhase.SETTLED, 0)));
    apply(id, MigrationEventKind.START);
    MigrationPortion portion = enrol(id);
    assertThat(portion.changed()).isEqualTo(1);
    assertThat(portion.notAdmitted()).containsExactly(id(4));
    assertThat(state(id, BEN)).as("there already").isEqualTo(AccountState.MOVED);
    assertThat(state(id, ANN)).isEqualTo(AccountState.WAITING);
  }

  @Test
  void anAccountIsInOneMigrationAtATime() {
    long first = planned(ANN);
    long other =
        journal(j -> j.create(new MigrationPlan("other", "{}", List.of("w")), TWO_AT_ONCE, "op"))
            .id();
    assertRefused(() -> add(other, ANN, 0), Reason.IN_ANOTHER_MIGRATION, "'all'", "PLANNED");
    assertRefused(() -> planned(), Reason.NAME_TAKEN, "all");
    apply(first, MigrationEventKind.CANCEL);
    add(other, ANN, 0);
    assertThat(state(other, ANN)).isEqualTo(AccountState.WAITING);
    assertRefused(() -> add(first, ANN, 0), Reason.NOT_PERMITTED, "CANCELLED");
  }

  @Test
  void whatCannotBePlannedIsRefusedWhole() {
    long id = planned(ANN);
    assertRefused(() -> add(id, id(9), 0), Reason.NO_SUCH_ACCOUNT, "account");
    assertRefused(
        () ->
            journal(j -> {
              j.addAccounts(id, List.of(new PlannedAccount(ANN, 0, "nowhere")));
              return true;
            }),
        Reason.NO_SUCH_STORE,
        "nowhere");
    add(id, ANN, 1);
    assertThat(look(tables -> tables.account(id, ANN)).orElseThrow().wave()).isEqualTo(1);
  }

  @Test
  void aHeldMigrationStaysHeldThroughARestart() {
    long id = running(ANN);
    enrol(id);
    apply(id, MigrationEventKind.FINDING);
    MigrationPosition held = position(id);
    restart();
    assertThat(position(id)).isEqualTo(held);
    assertThat(held.state()).isEqualTo(MigrationState.HELD);
    assertRefused(
        () ->
            journal(j ->
                j.apply(
                    MigrationCommand.of(id, MigrationEventKind.RELEASE_HOLD, Cause.of("op")),
                    true)),
        Reason.NOT_PERMITTED,
        "reason");
    assertRefused(() -> enrol(id), Reason.NOT_PERMITTED, "HELD");
  }

  @Test
  void anEngineThatCommitsAfterThePauseWinsAndIsWrittenDown() {
    long id = running(ANN);
    enrol(id);
    mark(id, ANN, AccountEvent.COPIED);
    apply(id, MigrationEventKind.PAUSE);
    assertThat(mark(id, ANN, AccountEvent.SEALING).won()).as("no new cut-over").isFalse();
    win(ANN, COMMIT);
    assertThat(state(id, ANN)).isEqualTo(AccountState.REVERSE_SYNCED);
    assertThat(journal(j -> j.compareAndSet(ANN, 1, COMMIT)).won()).isFalse();
    assertReplays(id);
  }

  @Test
  void aMarkOfAnotherEpochIsLost() {
    long id = running(ANN);
    enrol(id);
    assertThat(
            journal(j -> j.mark(new AccountMark(id, ANN, 9, AccountEvent.COPIED, Cause.of("p"))))
                .won())
        .isFalse();
    assertThat(mark(id, ANN, AccountEvent.RELEASED).won()).isFalse();
  }

  @Test
  void whoeverBeginsAPlannedMoveTakesPart() {
    long id = running(ANN, BEN);
    assertThat(win(ANN, new PlacementChange.Begin("new")).migration()).isEqualTo(id);
    assertThat(state(id, ANN)).isEqualTo(AccountState.COPYING);
    assertThat(win(BEN, new PlacementChange.Begin("other")).migration()).isZero();
    win(ANN, new PlacementChange.Settle());
    assertThat(state(id, ANN)).as("given up by a person").isEqualTo(AccountState.RETURNED);
    assertReplays(id);
  }

  @Test
  void aRollbackNeedsHealthyReverseSync() {
    long id = soaking();
    MigrationCommand rollback =
        MigrationCommand.of(id, MigrationEventKind.ROLLBACK, Cause.of("op"));
    assertRefused(
        () -> journal(j -> j.apply(rollback, false)), Reason.NOT_PERMITTED, "reverse sync");
    assertThat(journal(j -> j.apply(rollback, true)).state())
        .isEqualTo(MigrationState.ROLLING_BACK);
  }

  @Test
  void aCommandThatWasGivenChangesNothing() {
    long id = running(ANN);
    Migration paused = apply(id, MigrationEventKind.PAUSE);
    assertThat(apply(id, MigrationEventKind.PAUSE)).isEqualTo(paused);
  }

  @Test
  void aCallerThatLookedBeforeAChangeIsRefused() {
    long id = running(ANN);
    MigrationCommand stale =
        new MigrationCommand(
            id,
            MigrationEventKind.PAUSE,
            Cause.of("op"),
            0,
            OptionalLong.empty(),
            1,
            Verification.NONE);
    assertRefused(() -> journal(j -> j.apply(stale, true)), Reason.CHANGED_SINCE, "version");
  }

  @Test
  void limitsBaselineAndVerificationAreKept() {
    long id = running(ANN);
    journal(j ->
        j.apply(
            new MigrationCommand(
                id,
                MigrationEventKind.SET_LIMITS,
                Cause.of("op"),
                5,
                OptionalLong.empty(),
                0,
                Verification.NONE),
            true));
    journal(j ->
        j.apply(
            MigrationCommand.of(
                id, MigrationEventKind.BASELINE_MEASURED, new Cause("p", "", "{\"p99\":1}")),
            true));
    Migration verified =
        journal(j ->
            j.apply(
                new MigrationCommand(
                    id,
                    MigrationEventKind.VERIFIED,
                    Cause.of("p"),
                    0,
                    OptionalLong.empty(),
                    0,
                    Verification.FAILED),
                true));
    assertThat(verified.limits()).isEqualTo(new MigrationLimits(5, 1_000));
    assertThat(verified.limits().recordsPerSecondOfOne()).isEqualTo(200);
    assertThat(verified.baseline()).isEqualTo("{\"p99\":1}");
    assertThat(verified.verification()).isEqualTo(Verification.FAILED);
    assertThat(look(tables -> tables.migration(id)).orElseThrow()).isEqualTo(verified);
  }

  @Test
  void countsAreByWaveAndState() {
    long id = running(ANN, BEN, CAT);
    enrol(id);
    move(id, ANN);
    List<AccountCount> counts = look(tables -> tables.counts(id));
    assertThat(counts)
        .containsExactly(
            new AccountCount(0, AccountState.COPYING, 1, 0),
            new AccountCount(0, AccountState.REVERSE_SYNCED, 1, 100),
            new AccountCount(1, AccountState.WAITING, 1, 0));
  }
}
