package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.UnexpectedRows.Found;
import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue.Chore;
import dev.notely.proxy.store.MoveQueue.Work;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MoveWorkerTest {
  private static final Chore RELEASE = chore("new", Chore.Kind.RELEASE);
  private static final Chore PURGE = chore("old", Chore.Kind.PURGE);

  private final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
  private final ScriptedStore source = new ScriptedStore("old", calls);
  private final ScriptedStore target = new ScriptedStore("new", calls);
  private final ScriptedCatalog catalog = new ScriptedCatalog(calls);
  private final StandingClock clock = new StandingClock();
  private final ScriptedRows unexpected = new ScriptedRows();
  private Optional<String> damage = Optional.empty();
  private final MoveWorker worker =
      new MoveWorker(
          catalog,
          catalog,
          name -> name.equals("old") ? source : target,
          clock,
          HandOffListener.NONE,
          unexpected,
          (_, _) -> damage);

  /** Finds what a test says. */
  private static final class ScriptedRows implements UnexpectedRows {
    private Found found = new Found.Nothing();

    @Override
    public Found before(Placement moving) {
      return found;
    }

    @Override
    public String evidence(Placement home, UnusableRecordException record) {
      return UnexpectedEvidence.ofRecord(record, Optional.empty());
    }
  }

  private static final UUID RECORD = new UUID(3, 4);

  private static void unusable() {
    throw new UnusableRecordException("new", RECORD, "its id is taken");
  }

  private void inMigration(Phase phase) {
    catalog.placement = new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", phase, 1, 7);
  }

  private boolean attempt() {
    return worker.attempt(new Work(catalog.placement, List.of()));
  }

  @Test
  void anAccountWithRowsThatAreNoRecordsIsSetAsideBeforeItsMoveBegins() {
    inMigration(Phase.MOVING);
    unexpected.found = new Found.SetAside("2 rows", "{}");

    assertThat(attempt()).isTrue();
    assertThat(calls).containsExactly("catalog.mark-quarantine");
    assertThat(catalog.lastReason).isEqualTo("2 rows");
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void anAccountMovesWithoutThemWhereThatIsWantedAndTheJournalSaysSo() {
    inMigration(Phase.MOVING);
    unexpected.found = new Found.LeaveBehind("2 rows", "{}");

    assertThat(attempt()).isTrue();
    assertThat(calls.getFirst()).isEqualTo("catalog.mark-left_behind");
    assertThat(catalog.placement.home()).isEqualTo("new");
  }

  @Test
  void onItsWayBackNobodyAsks() {
    inMigration(Phase.RETURNING);
    unexpected.found = new Found.SetAside("2 rows", "{}");

    assertThat(attempt()).isTrue();
    assertThat(catalog.placement.home()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin-export", "ready", "seal"})
  void aRecordThatCannotBeUsedSetsItsAccountAsideAndHoldsNobody(String step) {
    inMigration(Phase.MOVING);
    (step.equals("ready") ? target : source).on(step, MoveWorkerTest::unusable);

    assertThat(attempt()).isTrue();
    assertThat(calls).endsWith("catalog.mark-quarantine").doesNotContain("catalog.finding");
    assertThat(catalog.lastEvidence)
        .isEqualTo(
            "{\"count\":1,\"records\":[{\"store\":\"new\",\"id\":\""
                + RECORD
                + "\",\"reason\":\"its id is taken\"}]}");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.SETTLED);
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void onItsWayBackSuchARecordHoldsTheMigration() {
    inMigration(Phase.RETURNING);
    target.on("ready", MoveWorkerTest::unusable);

    assertThat(attempt()).isFalse();
    assertThat(calls).contains("catalog.finding").doesNotContain("catalog.mark-quarantine");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.RETURNING);
  }

  @Test
  void beforeALazyMoveIsCommittedItsAccountIsSetAsideToo() {
    inMigration(Phase.SWITCHING);
    unexpected.found = new Found.SetAside("2 rows", "{}");

    assertThat(attempt()).isTrue();
    assertThat(calls).containsExactly("catalog.mark-quarantine");
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void aRecordThatCannotBeDrainedHoldsTheMigrationAndTheAccountGoesOnOverBoth() {
    inMigration(Phase.SWITCHING);
    target.on("drain", MoveWorkerTest::unusable);

    assertThat(attempt()).isFalse();
    assertThat(calls)
        .contains("catalog.finding")
        .doesNotContain("catalog.mark-quarantine", "catalog.abort", "catalog.settle");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.OVERLAID);
  }

  @Test
  void withoutAMigrationSuchARecordLeavesALazyMoveAsItIs() {
    catalog.placement = new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", Phase.SWITCHING, 1);
    target.on("drain", MoveWorkerTest::unusable);

    assertThat(attempt()).isFalse();
    assertThat(calls).doesNotContain("catalog.settle");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.OVERLAID);
  }

  @Test
  void suchARecordCancelsAMoveWithoutAMigration() {
    target.on("ready", MoveWorkerTest::unusable);

    assertThat(attempt()).isTrue();
    assertThat(catalog.placement.phase()).isEqualTo(Phase.SETTLED);
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  private static Chore chore(String store, Chore.Kind kind) {
    return new Chore(ScriptedCatalog.ACCOUNT, store, 3, kind, "new");
  }

  private static Work chores() {
    return new Work(
        new Placement(ScriptedCatalog.ACCOUNT, 3, "new", "", Phase.SETTLED, 3),
        List.of(RELEASE, PURGE));
  }

  @Test
  void choresAreDoneAndReported() {
    target.refuse("release", Refusal.PURGING);
    source.refuse("purge", Refusal.PURGING, Refusal.PURGING);

    assertThat(worker.attempt(chores())).isTrue();
    assertThat(calls)
        .containsExactly(
            "new.release",
            "new.release",
            "catalog.complete-release",
            "old.purge",
            "old.purge",
            "old.purge",
            "catalog.complete-purge");
  }

  @Test
  void aChoreWhoseMomentHasPassedIsOver() {
    target.refuse("release", Refusal.STALE_EPOCH);
    source.refuse("purge", Refusal.IN_USE);

    assertThat(worker.attempt(chores())).isTrue();
    assertThat(calls).contains("catalog.complete-release", "catalog.complete-purge");
  }

  @Test
  void aChoreIsKeptWhileItsStoreIsAway() {
    source.fail("purge");

    assertThat(worker.attempt(chores())).isFalse();
    assertThat(calls).doesNotContain("catalog.complete-purge");
  }

  @Test
  void aFindingCancelsTheMove() {
    target.refuse("ready", Refusal.MISMATCH);

    assertThat(worker.attempt(new Work(catalog.placement, List.of()))).isTrue();
    assertThat(catalog.placement.phase()).isEqualTo(Phase.SETTLED);
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void aFindingInAMigrationQuarantinesTheAccountAndHoldsTheMigration() {
    catalog.placement = new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", Phase.MOVING, 1, 7);
    target.refuse("ready", Refusal.MISMATCH);

    assertThat(worker.attempt(new Work(catalog.placement, List.of()))).isTrue();
    assertThat(calls).endsWith("catalog.mark-quarantine", "catalog.finding");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.SETTLED);
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void aFindingIsTriedAgainWhereTheMoveCouldNotBeCancelled() {
    target.refuse("ready", Refusal.MISMATCH);
    catalog.fail("settle");

    assertThat(worker.attempt(new Work(catalog.placement, List.of()))).isFalse();
  }

  @Test
  void theCoordinatorGoesOnUntilTheAccountHasArrived() {
    source.on("begin-export", new FailsTwice()::run);
    try (MoveCoordinator coordinator =
        new MoveCoordinator(catalog, worker, Brake.NONE, clock, new Random(1), "me", 4)) {
      coordinator.start();
      Awaitility.await().until(() -> catalog.placement.phase() == Phase.SETTLED);
    }
    assertThat(catalog.placement.home()).isEqualTo("new");
    assertThat(clock.pauses).isGreaterThanOrEqualTo(2);
  }

  private static final class FailsTwice {
    private int failures;

    void run() {
      if (failures++ < 2) {
        throw new IllegalStateException("whatever it may be");
      }
    }
  }
}
