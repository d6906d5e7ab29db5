package dev.notely.store.catalog;

import static dev.notely.store.catalog.CatalogTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the journal does, over any tables. */
abstract class JournalChecks {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ByteString ANN = id(1);
  private static final ByteString BEN = id(2);
  private static final ByteString CAT = id(3);
  private static final MigrationLimits TWO_AT_ONCE = new MigrationLimits(2, 1_000, 0.05);
  private static final PlacementChange COMMIT = new PlacementChange.Commit(100, 2_500);
  private static final PlacementChange LAZY_COMMIT = new PlacementChange.Commit(0, 700);
  private static final PlacementChange DRAINED = new PlacementChange.Drained(40);

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
    return planned(new MigrationPlan("all", "{}", List.of("first", "second")), accounts);
  }

  private long planned(MigrationPlan plan, ByteString... accounts) {
    Migration migration = journal(j -> j.create(plan, TWO_AT_ONCE, Cause.of("op")));
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

  private long runningLazily(ByteString... accounts) {
    long id = planned(new MigrationPlan("all", "{}", List.of("first", "second"), true), accounts);
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
    Catalog.Outcome outcome = journal(j -> j.compareAndSet(account, epoch, change, "engine"));
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

  private void overlay(long id, ByteString account) {
    assertThat(mark(id, account, AccountEvent.SEALING).won()).isTrue();
    assertThat(win(account, LAZY_COMMIT).phase()).isEqualTo(PlacementPhase.OVERLAID);
    assertThat(state(id, account)).isEqualTo(AccountState.OVERLAID);
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
    assertThat(replayedLedger(id)).isEqualTo(ledger(id));
    Migration migration = look(tables -> tables.migration(id)).orElseThrow();
    assertThat(replayedSettings(id))
        .isEqualTo(
            new Settings(
                migration.limits(),
                migration.plan().lazy(),
                migration.baseline(),
                migration.verification()));
  }

  private List<OpenMismatch> ledger(long id) {
    return look(tables -> tables.mismatches(id, JournalTables.AfterMismatch.START, 1_000));
  }

  /** From the events of accounts alone. */
  private List<OpenMismatch> replayedLedger(long id) {
    Map<ByteString, List<OpenMismatch>> open =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    for (JournalEvent event : look(tables -> tables.events(id, 0, 1_000))) {
      if (event.event().equals("MISMATCH")) {
        JsonNode evidence = JSON.readTree(event.evidence());
        Mismatch found =
            new Mismatch(
                event.account(),
                evidence.path("key").asString(),
                evidence.path("store").asString(),
                evidence.path("what").asString(),
                evidence.has("evidence") ? evidence.path("evidence").toString() : "");
        open.computeIfAbsent(event.account(), _ -> new ArrayList<>())
            .add(new OpenMismatch(id, found, event.atMs()));
      } else if (!event.account().isEmpty()
          && (event.event().equals("REPAIRED") || !AccountState.valueOf(event.to()).hasCopy())) {
        open.remove(event.account());
      }
    }
    return open.values().stream()
        .flatMap(lines -> lines.stream().sorted(Comparator.comparing(line -> line.found().key())))
        .toList();
  }

  /** What a migration has beside its position. */
  private record Settings(
      MigrationLimits limits, boolean lazy, String baseline, Verification verification) {}

  /** From the events alone. */
  private Settings replayedSettings(long id) {
    MigrationLimits limits = new MigrationLimits(1, 0);
    boolean lazy = false;
    String baseline = "";
    Verification verification = Verification.NONE;
    for (JournalEvent event : look(tables -> tables.events(id, ByteString.EMPTY, 0, 1_000))) {
      switch (event.event()) {
        case "CREATED", "SET_LIMITS" -> {
          JsonNode evidence = JSON.readTree(event.evidence());
          limits =
              new MigrationLimits(
                  evidence.get("concurrentAccounts").asInt(),
                  evidence.get("recordsPerSecond").asLong(),
                  evidence.get("shadowReads").asDouble(),
                  evidence.get("drain").asBoolean());
          lazy |= evidence.path("strategy").asString("").equals("lazy");
        }
        case "BASELINE_MEASURED" -> baseline = event.evidence();
        case "VERIFIED" -> {
          int end = event.reason().indexOf(':');
          verification =
              Verification.valueOf(end < 0 ? event.reason() : event.reason().substring(0, end));
        }
        default -> {}
      }
    }
    return new Settings(limits, lazy, baseline, verification);
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

  /** BEN is set aside, the others have moved. */
  private long soakingWithoutBen() {
    long id = running(ANN, BEN);
    enrol(id);
    move(id, ANN);
    mark(id, BEN, AccountEvent.QUARANTINE);
    apply(id, MigrationEventKind.WAVE_MOVED);
    apply(id, MigrationEventKind.GATE_PASSED);
    apply(id, MigrationEventKind.WAVE_MOVED);
    assertThat(apply(id, MigrationEventKind.GATE_PASSED).state()).isEqualTo(MigrationState.SOAKING);
    return id;
  }

  @Test
  void whoIsSetAsideKeepsNobodyWaitingAndMovesWhenReleased() {
    long id = soakingWithoutBen();
    assertRefused(
        () -> apply(id, MigrationEventKind.KEEP_EXPIRED), Reason.NOT_PERMITTED, "quarantined");
    mark(id, BEN, AccountEvent.RELEASED);
    assertRefused(() -> apply(id, MigrationEventKind.FINISH), Reason.NOT_PERMITTED, "waits");
    assertThat(enrol(id).changed()).isEqualTo(1);
    assertThat(mark(id, BEN, AccountEvent.COPIED).won()).isTrue();
    assertThat(mark(id, BEN, AccountEvent.SEALING).won()).isTrue();
    win(BEN, COMMIT);
    assertThat(state(id, BEN)).isEqualTo(AccountState.REVERSE_SYNCED);
    assertThat(apply(id, MigrationEventKind.FINISH).state()).isEqualTo(MigrationState.FINISHING);
    assertReplays(id);
  }

  @Test
  void aFinishWithAReasonLeavesWhoIsSetAsideWhereHeIs() {
    long id = soakingWithoutBen();
    assertThat(apply(id, MigrationEventKind.FINISH).state()).isEqualTo(MigrationState.FINISHING);
    assertThat(journal(j -> j.settleVerified(id, List.of(ANN), "leader")).changed()).isEqualTo(2);
    assertThat(state(id, BEN)).isEqualTo(AccountState.RETURNED);
    assertThat(placement(BEN).home()).isEqualTo("legacy");
    choresDone();
    assertThat(apply(id, MigrationEventKind.ALL_SETTLED).state())
        .isEqualTo(MigrationState.COMPLETED);
    assertReplays(id);
  }

  @Test
  void aLazyMigrationOverlaysItsAccountsDrainsThemAndEnds() {
    long id = runningLazily(ANN, BEN);
    enrol(id);
    assertThat(placement(ANN))
        .extracting(PlacementRow::phase, PlacementRow::migration)
        .containsExactly(PlacementPhase.SWITCHING, id);
    assertThat(state(id, ANN)).isEqualTo(AccountState.COPYING);
    overlay(id, ANN);
    overlay(id, BEN);
    assertRefused(() -> apply(id, MigrationEventKind.WAVE_MOVED), Reason.NOT_PERMITTED, "under");
    assertThat(look(tables -> tables.account(id, ANN)).orElseThrow())
        .extracting(MigrationAccount::records, MigrationAccount::pauseMicros)
        .containsExactly(0L, 700L);
    assertReplays(id);
    for (ByteString account : List.of(ANN, BEN)) {
      assertThat(win(account, DRAINED).phase()).isEqualTo(PlacementPhase.KEPT);
      assertThat(state(id, account)).isEqualTo(AccountState.REVERSE_SYNCED);
    }
    assertThat(look(tables -> tables.account(id, ANN)).orElseThrow())
        .extracting(MigrationAccount::records, MigrationAccount::pauseMicros)
        .containsExactly(40L, 700L);
    List<AccountCount> counts = look(tables -> tables.counts(id));
    assertThat(counts).containsExactly(new AccountCount(0, AccountState.REVERSE_SYNCED, 2, 80));
    apply(id, MigrationEventKind.WAVE_MOVED);
    apply(id, MigrationEventKind.GATE_PASSED);
    apply(id, MigrationEventKind.WAVE_MOVED);
    apply(id, MigrationEventKind.GATE_PASSED);
    apply(id, MigrationEventKind.FINISH);
    journal(j -> j.settleVerified(id, List.of(ANN, BEN), "leader"));
    choresDone();
    assertThat(apply(id, MigrationEventKind.ALL_SETTLED).state())
        .isEqualTo(MigrationState.COMPLETED);
    assertReplays(id);
  }

  /** A lazy migration that leaves what nobody touches behind. */
  private long runningOnWrite(ByteString... accounts) {
    MigrationPlan plan = new MigrationPlan("all", "{}", List.of("first", "second"), true);
    Migration migration =
        journal(j -> j.create(plan, new MigrationLimits(2, 1_000, 0, false), Cause.of("op")));
    for (ByteString account : accounts) {
      account(account, PlacementPhase.SETTLED);
      add(migration.id(), account, account.equals(CAT) ? 1 : 0);
    }
    apply(migration.id(), MigrationEventKind.START);
    return migration.id();
  }

  private Migration drainOn(long id) {
    return journal(j ->
        j.apply(
            new MigrationCommand(
                id,
                MigrationEventKind.SET_LIMITS,
                Cause.of("op"),
                new LimitsChange(0, OptionalLong.empty(), OptionalDouble.empty(), true),
                0,
                Verification.NONE),
            true));
  }

  /** Through its waves, none of which waits for what stays behind. */
  private long soakingOnWrite() {
    long id = runningOnWrite(ANN, BEN, id(4), CAT);
    assertThat(enrol(id).underWay()).isEqualTo(2);
    overlay(id, ANN);
    overlay(id, BEN);
    assertThat(enrol(id))
        .as("they take no place")
        .isEqualTo(new MigrationPortion(1, 1, 0, List.of()));
    overlay(id, id(4));
    apply(id, MigrationEventKind.WAVE_MOVED);
    apply(id, MigrationEventKind.GATE_PASSED);
    enrol(id);
    overlay(id, CAT);
    apply(id, MigrationEventKind.WAVE_MOVED);
    assertThat(apply(id, MigrationEventKind.GATE_PASSED).state()).isEqualTo(MigrationState.SOAKING);
    return id;
  }

  @Test
  void whoKeepsAnOverlayHasMovedButTheMigrationDoesNotEnd() {
    long id = soakingOnWrite();
    assertRefused(
        () -> apply(id, MigrationEventKind.FINISH),
        Reason.NOT_PERMITTED,
        "4 accounts are overlaid, and what nobody has touched is at the former homes: switch the"
            + " drain on first");
    assertRefused(
        () -> apply(id, MigrationEventKind.KEEP_EXPIRED), Reason.NOT_PERMITTED, "overlaid");
    assertReplays(id);
    assertThat(drainOn(id).limits()).isEqualTo(new MigrationLimits(2, 1_000, 0, true));
    assertThat(drainOn(id).limits().drain()).as("again").isTrue();
    assertRefused(
        () -> apply(id, MigrationEventKind.FINISH), Reason.NOT_PERMITTED, "wait for the drain");
    restart();
    assertReplays(id);
    List.of(ANN, BEN, id(4), CAT).forEach(account -> win(account, DRAINED));
    assertThat(apply(id, MigrationEventKind.FINISH).state()).isEqualTo(MigrationState.FINISHING);
  }

  @Test
  void aWaveThatDrainsAfterAllEndsWhenItIsDrained() {
    long id = runningOnWrite(ANN, BEN, id(4));
    enrol(id);
    overlay(id, ANN);
    overlay(id, BEN);
    drainOn(id);
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(0, 2, 1, List.of()));
    win(ANN, DRAINED);
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(1, 2, 0, List.of()));
    overlay(id, id(4));
    win(id(4), DRAINED);
    assertRefused(() -> apply(id, MigrationEventKind.WAVE_MOVED), Reason.NOT_PERMITTED, "under");
    win(BEN, DRAINED);
    apply(id, MigrationEventKind.WAVE_MOVED);
  }

  @Test
  void aRollbackDrainsWhateverWasAskedFor() {
    long id = soakingOnWrite();
    apply(id, MigrationEventKind.ROLLBACK);
    assertThat(turnBack(id)).isEqualTo(new MigrationPortion(0, 4, 4, List.of()));
    assertThat(look(tables -> tables.migration(id)).orElseThrow().limits().drain()).isFalse();
    List.of(ANN, BEN, id(4), CAT).forEach(account -> win(account, DRAINED));
    assertThat(turnBack(id).changed()).isEqualTo(2);
    assertReplays(id);
  }

  @Test
  void theJournalSaysHowManyRecordsWereDrained() {
    long id = runningLazily(ANN);
    enrol(id);
    overlay(id, ANN);
    win(ANN, DRAINED);
    List<JournalEvent> events = look(tables -> tables.events(id, ANN, 0, 100));
    assertThat(events)
        .extracting(JournalEvent::event, JournalEvent::evidence)
        .contains(
            tuple("OPENED", "{\"epoch\":2,\"pauseMicros\":700,\"records\":0}"),
            tuple("DRAINED", "{\"epoch\":3,\"records\":40}"));
  }

  @Test
  void aLazyCutOverThatIsGivenUpBeginsAgain() {
    long id = runningLazily(ANN);
    enrol(id);
    win(ANN, new PlacementChange.Abort());
    assertThat(state(id, ANN)).isEqualTo(AccountState.COPYING);
    assertThat(mark(id, ANN, AccountEvent.SEALING).won()).isTrue();
    assertThat(win(ANN, new PlacementChange.Abort()).phase()).isEqualTo(PlacementPhase.SWITCHING);
    assertThat(state(id, ANN)).isEqualTo(AccountState.CATCHING_UP);
    overlay(id, ANN);
    assertThat(look(tables -> tables.account(id, ANN)).orElseThrow().attempts()).isEqualTo(2);
    assertReplays(id);
  }

  @Test
  void anEngineThatCommitsALazyMoveLateIsWrittenDownFromWhereverItWas() {
    long id = runningLazily(ANN, BEN);
    enrol(id);
    win(ANN, LAZY_COMMIT);
    mark(id, BEN, AccountEvent.COPIED);
    win(BEN, LAZY_COMMIT);
    assertThat(List.of(state(id, ANN), state(id, BEN))).containsOnly(AccountState.OVERLAID);
    assertReplays(id);
  }

  @Test
  void whatIsCopiedFirstIsNotSealedBeforeItIsCopied() {
    long id = running(ANN);
    enrol(id);
    assertThat(mark(id, ANN, AccountEvent.SEALING).won()).isFalse();
    assertThat(state(id, ANN)).isEqualTo(AccountState.COPYING);
    assertThat(mark(id, ANN, AccountEvent.COPIED).won()).isTrue();
    assertThat(mark(id, ANN, AccountEvent.SEALING).won()).isTrue();
  }

  @Test
  void whoIsOverlaidIsNeitherSetAsideNorGivenUpNorSettled() {
    long id = runningLazily(ANN, BEN);
    enrol(id);
    overlay(id, ANN);
    for (AccountEvent step :
        List.of(
            AccountEvent.QUARANTINE,
            AccountEvent.RELEASED,
            AccountEvent.SEALING,
            AccountEvent.COPIED,
            AccountEvent.LEFT_BEHIND)) {
      assertThat(mark(id, ANN, step).won()).as(step.name()).isFalse();
    }
    PlacementRow overlaid = placement(ANN);
    for (PlacementChange change :
        List.of(
            new PlacementChange.Settle(),
            new PlacementChange.Abort(),
            LAZY_COMMIT,
            new PlacementChange.Begin("other", true))) {
      Catalog.Outcome lost = journal(j -> j.compareAndSet(ANN, overlaid.epoch(), change, "p"));
      assertThat(lost).isEqualTo(new Catalog.Outcome(false, overlaid));
    }
    mark(id, BEN, AccountEvent.QUARANTINE);
    assertThat(placement(BEN).phase()).isEqualTo(PlacementPhase.SETTLED);
    assertReplays(id);
  }

  @Test
  void aRollbackDrainsWhoIsOverlaidBeforeItSendsHimBack() {
    long id = runningLazily(ANN, BEN);
    enrol(id);
    overlay(id, ANN);
    apply(id, MigrationEventKind.ROLLBACK);
    assertThat(turnBack(id)).isEqualTo(new MigrationPortion(1, 1, 1, List.of()));
    assertThat(state(id, BEN)).as("nothing was committed").isEqualTo(AccountState.RETURNED);
    assertThat(state(id, ANN)).isEqualTo(AccountState.OVERLAID);
    assertRefused(
        () -> apply(id, MigrationEventKind.ALL_RETURNED), Reason.NOT_PERMITTED, "RETURNED");
    win(ANN, DRAINED);
    assertThat(turnBack(id)).isEqualTo(new MigrationPortion(1, 1, 0, List.of()));
    assertThat(placement(ANN).phase()).isEqualTo(PlacementPhase.RETURNING);
    home(ANN);
    assertThat(placement(ANN).home()).isEqualTo("legacy");
    assertThat(apply(id, MigrationEventKind.ALL_RETURNED).state())
        .isEqualTo(MigrationState.ROLLED_BACK);
    assertReplays(id);
  }

  @Test
  void whoIsOverlaidTakesOneOfThePlacesOfAMigration() {
    long id = runningLazily(ANN, BEN, id(4));
    enrol(id);
    overlay(id, ANN);
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(0, 2, 1, List.of()));
    win(ANN, DRAINED);
    assertThat(enrol(id)).isEqualTo(new MigrationPortion(1, 2, 0, List.of()));
  }

  @Test
  void whatIsLeftBehindIsToldOnce() {
    long id = running(ANN);
    enrol(id);
    account(BEN, PlacementPhase.SETTLED);
    win(BEN, new PlacementChange.Begin("new"));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(mark(id, ANN, AccountEvent.LEFT_BEHIND).won()).isTrue();
      assertThat(mark(0, BEN, AccountEvent.LEFT_BEHIND).won()).isTrue();
    }
    assertThat(leftBehind(id, ANN)).isEqualTo(1);
    assertThat(leftBehind(0, BEN)).isEqualTo(1);
    assertThat(mark(0, ANN, AccountEvent.LEFT_BEHIND).won()).isFalse();
    assertRefused(
        () -> mark(0, BEN, AccountEvent.QUARANTINE), Reason.NO_SUCH_MIGRATION, "migration 0");
  }

  private long leftBehind(long migration, ByteString account) {
    return look(tables -> tables.events(migration, account, 0, 100)).stream()
        .filter(event -> event.event().equals("LEFT_BEHIND"))
        .count();
  }

  @Test
  void everyStateIsThatOfTheEvents() {
    long id = running(ANN, BEN, CAT);
    assertReplays(id);
    enrol(id);
    move(id, ANN);
    mark(id, BEN, AccountEvent.LEFT_BEHIND);
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
  void accountsAreDroppedBeforeTheStartOnly() {
    long id = planned(ANN, BEN);
    drop(id, ANN);
    drop(id, ANN);
    assertThat(state(id, ANN)).isEqualTo(AccountState.RETURNED);
    assertThat(state(id, BEN)).isEqualTo(AccountState.WAITING);
    add(id, ANN, 1);
    assertThat(state(id, ANN)).isEqualTo(AccountState.WAITING);
    drop(id, ANN);
    apply(id, MigrationEventKind.START);
    assertRefused(() -> drop(id, BEN), Reason.NOT_PERMITTED, "PLANNED", "RUNNING");
    assertReplays(id);
  }

  private void drop(long migration, ByteString account) {
    var _ =
        journal(j -> {
          j.dropAccounts(migration, List.of(account), Cause.of("op"));
          return true;
        });
  }

  @Test
  void anAccountIsInOneMigrationAtATime() {
    long first = planned(ANN);
    long other =
        journal(j ->
                j.create(
                    new MigrationPlan("other", "{}", List.of("w")), TWO_AT_ONCE, Cause.of("op")))
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
    assertThat(journal(j -> j.compareAndSet(ANN, 1, COMMIT, "engine")).won()).isFalse();
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
  void aPlannedMoveIsBegunByTheStrategyOfItsMigration() {
    long id = runningLazily(ANN, BEN);
    assertThat(win(ANN, new PlacementChange.Begin("new")).phase())
        .isEqualTo(PlacementPhase.SWITCHING);
    assertThat(state(id, ANN)).isEqualTo(AccountState.COPYING);
    assertThat(win(BEN, new PlacementChange.Begin("other")).phase())
        .as("another move is that of who begins it")
        .isEqualTo(PlacementPhase.MOVING);
    apply(id, MigrationEventKind.ROLLBACK);
    win(BEN, new PlacementChange.Settle());
    turnBack(id);
    apply(id, MigrationEventKind.ALL_RETURNED);
    long copies = running(ANN, BEN);
    assertThat(win(ANN, new PlacementChange.Begin("new", true)).phase())
        .isEqualTo(PlacementPhase.MOVING);
    assertThat(win(BEN, new PlacementChange.Begin("other", true)).phase())
        .isEqualTo(PlacementPhase.SWITCHING);
    assertReplays(copies);
  }

  @Test
  void aMoveThatIsUnderWayGoesOnAsItWasBegun() {
    long copies = planned(ANN, BEN);
    win(ANN, new PlacementChange.Begin("new", true));
    win(BEN, new PlacementChange.Begin("new", true));
    win(BEN, LAZY_COMMIT);
    apply(copies, MigrationEventKind.START);
    assertThat(enrol(copies).changed()).isEqualTo(1);
    assertThat(placement(ANN))
        .extracting(PlacementRow::phase, PlacementRow::migration)
        .containsExactly(PlacementPhase.SWITCHING, copies);
    assertThat(state(copies, BEN)).as("it is drained first").isEqualTo(AccountState.WAITING);
    overlay(copies, ANN);
    assertThat(win(BEN, DRAINED)).extracting(PlacementRow::phase).isEqualTo(PlacementPhase.MOVED);
    win(BEN, new PlacementChange.Settle());
    enrol(copies);
    assertThat(state(copies, BEN)).as("there already").isEqualTo(AccountState.MOVED);
    assertReplays(copies);
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
            id, MigrationEventKind.PAUSE, Cause.of("op"), LimitsChange.NONE, 1, Verification.NONE);
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
                new LimitsChange(5, OptionalLong.empty(), OptionalDouble.empty(), false),
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
                    LimitsChange.NONE,
                    0,
                    Verification.FAILED),
                true));
    assertThat(verified.limits()).isEqualTo(new MigrationLimits(5, 1_000, 0.05));
    assertThat(verified.limits().recordsPerSecondOfOne()).isEqualTo(200);
    assertThat(verified.baseline()).isEqualTo("{\"p99\":1}");
    assertThat(verified.verification()).isEqualTo(Verification.FAILED);
    assertThat(look(tables -> tables.migration(id)).orElseThrow()).isEqualTo(verified);
    assertReplays(id);
  }

  @Test
  void shadowReadsAreSetAsLimitsAreAndNothingElseChanges() {
    long id = running(ANN);
    for (double share : new double[] {0.2, 0, 1}) {
      assertThat(journal(j -> j.apply(shadowing(id, share), true)).limits())
          .isEqualTo(new MigrationLimits(2, 1_000, share));
      restart();
      assertReplays(id);
    }
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> journal(j -> j.apply(shadowing(id, wrong), true)))
          .hasMessageContainingAll("shadow_reads is " + wrong, "0 to 1");
    }
    apply(id, MigrationEventKind.ROLLBACK);
    turnBack(id);
    apply(id, MigrationEventKind.ALL_RETURNED);
    assertRefused(
        () -> journal(j -> j.apply(shadowing(id, 0.5), true)), Reason.NOT_PERMITTED, "ROLLED_BACK");
  }

  private static MigrationCommand shadowing(long id, double share) {
    return new MigrationCommand(
        id,
        MigrationEventKind.SET_LIMITS,
        Cause.of("op"),
        new LimitsChange(0, OptionalLong.empty(), OptionalDouble.of(share), false),
        0,
        Verification.NONE);
  }

  private static Mismatch wrong(ByteString account, String key) {
    return new Mismatch(account, key, "legacy", "has other content", "{\"epoch\":2}");
  }

  private Migration found(long id, Mismatch... mismatches) {
    return journal(j ->
        j.apply(
            new MigrationCommand(
                id,
                MigrationEventKind.FINDING,
                new Cause("p", "a read differs", ""),
                LimitsChange.NONE,
                0,
                Verification.NONE,
                List.of(mismatches)),
            true));
  }

  private long events(long id, String kind) {
    return look(tables -> tables.events(id, 0, 1_000)).stream()
        .filter(event -> event.event().equals(kind))
        .count();
  }

  @Test
  void whatWasFoundWrongStandsInTheLedgerUntilItsAccountIsRepaired() {
    long id = soaking();
    assertThat(found(id, wrong(BEN, "k2")).state()).isEqualTo(MigrationState.HELD);
    found(id, wrong(BEN, "k2"), wrong(BEN, "k1"), wrong(ANN, "k1"));
    found(id, wrong(BEN, "k1"));
    restart();
    assertThat(ledger(id).stream().map(OpenMismatch::found))
        .containsExactly(wrong(ANN, "k1"), wrong(BEN, "k1"), wrong(BEN, "k2"));
    assertThat(events(id, "FINDING")).as("the same reason is told once").isEqualTo(1);
    assertThat(events(id, "MISMATCH")).isEqualTo(3);
    assertReplays(id);
    assertRefused(
        () -> apply(id, MigrationEventKind.RELEASE_HOLD),
        Reason.NOT_PERMITTED,
        "release in HELD",
        "repair account 01000000-0000-0000-0000-000000000000 first",
        "record k1 at legacy");
    assertThat(mark(id, ANN, AccountEvent.REPAIRED).won()).isTrue();
    assertRefused(
        () -> apply(id, MigrationEventKind.RELEASE_HOLD),
        Reason.NOT_PERMITTED,
        "repair account 02000000-0000-0000-0000-000000000000 first");
    assertThat(mark(id, BEN, AccountEvent.REPAIRED).won()).isTrue();
    assertThat(ledger(id)).isEmpty();
    assertThat(apply(id, MigrationEventKind.RELEASE_HOLD).state())
        .isEqualTo(MigrationState.SOAKING);
    assertReplays(id);
    assertThat(found(id, wrong(BEN, "k2")).state()).as("again").isEqualTo(MigrationState.HELD);
    assertThat(ledger(id)).hasSize(1);
    assertReplays(id);
  }

  @Test
  void aRepairOfAnotherEpochClosesNothing() {
    long id = soaking();
    found(id, wrong(BEN, "k"));
    boolean won =
        journal(j -> j.mark(new AccountMark(id, BEN, 1, AccountEvent.REPAIRED, Cause.of("op"))))
            .won();
    assertThat(won).isFalse();
    assertThat(ledger(id)).hasSize(1);
  }

  @Test
  void anAccountWithoutACopyHasNothingInTheLedger() {
    long id = running(ANN, BEN, CAT);
    enrol(id);
    assertThat(found(id, wrong(ANN, "k"), wrong(CAT, "waits"), wrong(id(9), "nobody")).state())
        .isEqualTo(MigrationState.HELD);
    assertThat(ledger(id)).extracting(OpenMismatch::found).containsExactly(wrong(ANN, "k"));
    assertReplays(id);
    assertThat(apply(id, MigrationEventKind.ROLLBACK).state())
        .isEqualTo(MigrationState.ROLLING_BACK);
    turnBack(id);
    assertThat(state(id, ANN)).isEqualTo(AccountState.RETURNED);
    assertThat(ledger(id)).isEmpty();
    assertReplays(id);
  }

  @Test
  void aCopyThatIsAllWrongHasAFewLines() {
    long id = soaking();
    for (int key = 100; key < 200; key++) {
      found(id, wrong(ANN, "k" + key));
    }
    assertThat(ledger(id)).hasSize(MismatchLedger.OF_ONE_ACCOUNT);
    found(id, wrong(BEN, "k"));
    assertThat(ledger(id)).hasSize(MismatchLedger.OF_ONE_ACCOUNT + 1);
    List<OpenMismatch> page =
        look(tables -> tables.mismatches(id, new JournalTables.AfterMismatch(ANN, "k118"), 2));
    assertThat(page).extracting(open -> open.found().key()).containsExactly("k119", "k");
    assertReplays(id);
  }

  /** A walk that takes whatever step comes, refused or not, and never loses count. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCountersAreWhatARecountFinds(boolean lazy) {
    Random random = new Random(41);
    List<ByteString> accounts = List.of(ANN, BEN, CAT, id(4), id(5), id(6));
    ByteString[] all = accounts.toArray(ByteString[]::new);
    long id = lazy ? runningLazily(all) : running(all);
    for (int step = 0; step < 600; step++) {
      try {
        stepOf(id, accounts.get(random.nextInt(accounts.size())), random);
      } catch (CatalogRefusedException | CompletionException e) {
        assertRefusedOnly(e);
      }
      List<AccountCount> counts = look(tables -> tables.counts(id));
      assertThat(counts).isEqualTo(recount(id));
      if (position(id).state().isFinal()) {
        break;
      }
    }
    assertReplays(id);
  }

  private static void assertRefusedOnly(RuntimeException e) {
    assertThat(e instanceof CompletionException wrapped ? wrapped.getCause() : e)
        .isInstanceOf(CatalogRefusedException.class);
  }

  private void stepOf(long id, ByteString account, Random random) {
    long epoch = placement(account).epoch();
    switch (random.nextInt(12)) {
      case 9 -> found(id, wrong(account, "k" + random.nextInt(3)));
      case 10 -> mark(id, account, AccountEvent.REPAIRED);
      case 0 -> journal(j -> j.enrol(id, 1 + random.nextInt(3), "leader"));
      case 1 -> mark(id, account, AccountEvent.COPIED);
      case 2 -> mark(id, account, AccountEvent.SEALING);
      case 3 -> journal(j -> j.compareAndSet(account, epoch, COMMIT, "p"));
      case 4 -> journal(j -> j.compareAndSet(account, epoch, new PlacementChange.Abort(), "p"));
      case 5 -> mark(id, account, AccountEvent.QUARANTINE);
      case 6 -> mark(id, account, AccountEvent.RELEASED);
      case 7 -> journal(j -> j.turnBack(id, 1 + random.nextInt(2), "leader"));
      case 8 -> journal(j -> j.compareAndSet(account, epoch, DRAINED, "p"));
      default -> someEvent(id, random);
    }
  }

  private void someEvent(long id, Random random) {
    List<MigrationEventKind> events =
        List.of(
            MigrationEventKind.PAUSE,
            MigrationEventKind.RESUME,
            MigrationEventKind.WAVE_MOVED,
            MigrationEventKind.GATE_PASSED,
            MigrationEventKind.FINDING,
            MigrationEventKind.RELEASE_HOLD,
            MigrationEventKind.RELEASE_HOLD);
    apply(
        id,
        random.nextInt(40) == 0
            ? MigrationEventKind.ROLLBACK
            : events.get(random.nextInt(events.size())));
  }

  private List<AccountCount> recount(long id) {
    Map<List<Object>, AccountCount> counts = new HashMap<>();
    look(tables -> tables.accounts(id, ByteString.EMPTY, 100, EnumSet.allOf(AccountState.class)))
        .forEach(account ->
            counts.merge(
                List.of(account.wave(), account.state()),
                new AccountCount(account.wave(), account.state(), 1, account.records()),
                AccountCount::plus));
    return counts.values().stream()
        .sorted(Comparator.comparingInt(AccountCount::wave).thenComparing(AccountCount::state))
        .toList();
  }

  @Test
  void whatHoldsItIsNamedUntilItGoesOn() {
    long id = soaking();
    Cause found = new Cause("p", "a note is missing", "{\"key\":\"01\"}");
    journal(j -> j.apply(MigrationCommand.of(id, MigrationEventKind.FINDING, found), true));
    for (MigrationEventKind kind :
        List.of(
            MigrationEventKind.SET_LIMITS,
            MigrationEventKind.VERIFIED,
            MigrationEventKind.REPAIR)) {
      MigrationChange before = look(tables -> tables.migration(id)).orElseThrow().last();
      Cause later = new Cause("op", "looked at", "");
      MigrationChange last =
          journal(j -> j.apply(MigrationCommand.of(id, kind, later), true)).last();
      assertThat(last)
          .isEqualTo(
              new MigrationChange(
                  before.version() + 1, "p", "a note is missing", found.evidence(), before.atMs()));
    }
    assertReplays(id);
  }

  @Test
  void aFurtherFindingIsNamedAndTheSameOneIsNot() {
    long id = soaking();
    Cause first = new Cause("p", "a note is missing", "{\"key\":\"01\"}");
    journal(j -> j.apply(MigrationCommand.of(id, MigrationEventKind.FINDING, first), true));
    long version = look(tables -> tables.migration(id)).orElseThrow().last().version();
    Cause again = new Cause("q", "a note is missing", "{\"key\":\"02\"}");
    journal(j -> j.apply(MigrationCommand.of(id, MigrationEventKind.FINDING, again), true));
    assertThat(look(tables -> tables.migration(id)).orElseThrow().last().version())
        .isEqualTo(version);
    Cause other = new Cause("q", "another note is missing", "{}");
    journal(j -> j.apply(MigrationCommand.of(id, MigrationEventKind.FINDING, other), true));
    assertThat(look(tables -> tables.migration(id)).orElseThrow().last().reason())
        .isEqualTo("another note is missing");
    assertReplays(id);
  }

  @Test
  void aRepairAsksForAReason() {
    long id = soaking();
    MigrationCommand silent =
        MigrationCommand.of(id, MigrationEventKind.REPAIR, new Cause("op", " ", ""));
    assertRefused(() -> journal(j -> j.apply(silent, true)), Reason.NOT_PERMITTED, "a reason");
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
