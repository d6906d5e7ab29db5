package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Signal;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow.State;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HandOffTest {
  private final List<String> calls = new ArrayList<>();
  private final ScriptedStore source = new ScriptedStore("old", calls);
  private final ScriptedStore target = new ScriptedStore("new", calls);
  private final ScriptedCatalog catalog = new ScriptedCatalog(calls);
  private final StandingClock clock = new StandingClock();
  private Optional<String> damage = Optional.empty();
  private final HandOff handOff =
      new HandOff(
          catalog,
          catalog,
          name -> name.equals("old") ? source : target,
          clock,
          HandOffListener.NONE,
          (_, _) -> {
            calls.add("check");
            return damage;
          });

  private Placement advance() {
    return handOff.advance(catalog.placement, new MovePermit(0, clock));
  }

  @Test
  void aDamagedCopyDoesNotBecomeTheHomeAgain() {
    inAMigration(Phase.RETURNING);
    damage = Optional.of("a record is missing");

    assertThatThrownBy(this::advance)
        .isInstanceOfSatisfying(
            MoveFailedException.class, found -> assertThat(found.isFinding()).isTrue())
        .hasMessage("a record is missing");
    assertThat(calls).doesNotContain("old.seal", "catalog.commit");
  }

  @Test
  void aCopyThatWasDamagedSinceItWasMadeDoesNotBecomeTheHome() {
    damage = Optional.of("a record is missing");

    assertThatThrownBy(this::advance)
        .isInstanceOfSatisfying(
            MoveFailedException.class, found -> assertThat(found.isFinding()).isTrue());
    assertThat(calls).doesNotContain("old.seal", "catalog.commit");
    assertThat(catalog.placement.home()).isEqualTo("old");
  }

  @Test
  void takesTheStepsInTheirOrder() {
    Placement end = advance();

    assertThat(calls)
        .containsExactly(
            "old.begin-export",
            "new.begin-import",
            "old.scan",
            "new.apply",
            "new.apply",
            "check",
            "new.describe",
            "old.changes",
            "new.apply",
            "catalog.find",
            "old.seal",
            "new.ready",
            "catalog.commit",
            "old.close",
            "catalog.settle");
    assertThat(end.phase()).isEqualTo(Phase.SETTLED);
    assertThat(end.home()).isEqualTo("new");
    assertThat(end.epoch()).isEqualTo(3);
  }

  @Test
  void aCopyThatWasScannedIsNotScannedAgain() {
    target.copy = ScriptedStore.COPIED;

    advance();

    assertThat(calls).doesNotContain("old.scan").contains("catalog.commit");
  }

  @Test
  void catchesUpUntilTheLagIsSmall() {
    source.lags = List.of(1_000, 500, 20);

    advance();

    assertThat(calls.stream().filter("old.changes"::equals)).hasSize(3);
  }

  @Test
  void moreChangesThanTheSealBringsAreReadBeforeReady() {
    source.sealIsComplete = false;

    advance();

    assertThat(calls)
        .containsSubsequence("old.seal", "new.apply", "old.changes", "new.ready", "catalog.commit");
  }

  @Test
  void aCommittedMoveIsOnlyFinished() {
    catalog.placement = new Placement(ScriptedCatalog.ACCOUNT, 2, "new", "old", Phase.MOVED, 2);

    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
    assertThat(calls).containsExactly("old.close", "catalog.settle");
  }

  private void inAMigration(Phase phase) {
    catalog.placement = new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", phase, 1, 7);
  }

  @Test
  void aMoveOfAMigrationTellsItsStepsAndKeepsTheFormerHome() {
    inAMigration(Phase.MOVING);

    Placement end = advance();

    assertThat(calls)
        .containsSubsequence(
            "old.scan",
            "catalog.mark-copied",
            "old.changes",
            "catalog.mark-sealing",
            "old.seal",
            "catalog.commit",
            "old.close")
        .doesNotContain("catalog.find", "catalog.settle");
    assertThat(end.phase()).isEqualTo(Phase.KEPT);
    assertThat(end.home()).isEqualTo("new");
  }

  @Test
  void aReturnEndsWithOneStore() {
    inAMigration(Phase.RETURNING);

    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
    assertThat(calls)
        .as("the store that it returns to may be sealed still: it is closed first")
        .containsSubsequence(
            "old.begin-export",
            "new.close",
            "new.begin-import",
            "check",
            "old.changes",
            "old.seal",
            "catalog.commit",
            "catalog.settle");
  }

  @Test
  void doesNotSealWhileItsMigrationStandsStill() {
    inAMigration(Phase.MOVING);
    catalog.standsStill = true;

    assertThatThrownBy(this::advance)
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining("stands still");
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void aPermitThatWasTakenBackEndsTheCopy() {
    MovePermit permit = new MovePermit(0, clock);
    source.on("scan", permit::revoke);

    assertThatThrownBy(() -> handOff.advance(catalog.placement, permit))
        .isInstanceOf(MoveFailedException.class);
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void aBoundOfRecordsPerSecondIsWaitedForButNotBeforeTheSeal() {
    handOff.advance(catalog.placement, new MovePermit(2, clock));

    assertThat(Duration.between(java.time.Instant.EPOCH, clock.now()))
        .as("four records of the scan at two a second; the last change is not waited for")
        .isEqualTo(Duration.ofSeconds(2));
  }

  /** Users feel everything: movers must stand still as long as they may. */
  private MovePermit heldBack() {
    Brake brake =
        new Brake() {
          @Override
          public Optional<Hold> hold(Set<String> stores) {
            return Optional.of(new Hold(new Signal.Users("old"), 0));
          }

          @Override
          public void worked(long migration, Duration time) {}

          @Override
          public void waited(long migration, Signal signal, Duration time) {
            calls.add("rest");
          }
        };
    return MovePermit.of(catalog.placement, () -> 0, brake, clock);
  }

  @Test
  void nothingRestsBetweenTheLastChangesAndTheEnd() {
    assertThat(handOff.advance(catalog.placement, heldBack()).phase()).isEqualTo(Phase.SETTLED);
    assertThat(source.atOnce)
        .as("the scan, the changes")
        .containsExactly(MovePermit.FEW, MovePermit.FEW);
    assertThat(calls).contains("rest");
    assertThat(calls.subList(calls.lastIndexOf("rest"), calls.size()))
        .containsExactly(
            "rest",
            "check",
            "new.describe",
            "old.changes",
            "new.apply",
            "catalog.find",
            "old.seal",
            "new.ready",
            "catalog.commit",
            "old.close",
            "catalog.settle");
  }

  @Test
  void anAccountThatWasLeftSealedIsGivenBackWithoutARest() {
    source.refuse("begin-export", Refusal.SEALED_ROW);
    assertThatThrownBy(() -> handOff.advance(catalog.placement, heldBack()))
        .isInstanceOf(MoveFailedException.class);
    target.copy = ScriptedStore.READY;
    assertThatThrownBy(() -> handOff.advance(catalog.placement, heldBack()))
        .isInstanceOf(MoveFailedException.class);
    assertThat(calls).contains("catalog.abort").doesNotContain("rest");
  }

  @Test
  void itDoesNotRestWhereUsersWriteAsFastAsItFollows() {
    target.copy = ScriptedStore.COPIED;
    source.lags = List.of(1_000, 400, 300, 600, 20);
    assertThat(handOff.advance(catalog.placement, heldBack()).phase()).isEqualTo(Phase.SETTLED);
    int slices = (int) MovePermit.LONGEST.dividedBy(Duration.ofMillis(100));
    assertThat(calls.stream().filter("rest"::equals))
        .as("before the first round, after it and the second; from the third on it hurries")
        .hasSize(3 * slices);
  }

  @Test
  void waitsWhileAnOlderCopyIsRemoved() {
    target.refuse("begin-import", Refusal.PURGING, Refusal.PURGING);

    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
    assertThat(clock.pauses).isEqualTo(2);
  }

  @Test
  void aCutOverThatWasLeftIsAborted() {
    source.refuse("begin-export", Refusal.SEALED_ROW);

    assertThatThrownBy(this::advance).isInstanceOf(MoveFailedException.class);
    assertThat(calls).containsExactly("old.begin-export", "catalog.abort");
  }

  @Test
  void aReadyCopyOfAnAttemptThatWasLeftIsAborted() {
    target.copy = ScriptedStore.READY;

    assertThatThrownBy(this::advance).isInstanceOf(MoveFailedException.class);
    assertThat(calls).endsWith("catalog.abort").doesNotContain("catalog.commit");
  }

  @Test
  void aTargetThatServesIsLeftAlone() {
    target.refuse("begin-import", Refusal.NOT_CLOSED);

    assertThatThrownBy(this::advance)
        .isInstanceOf(MoveFailedException.class)
        .hasMessageContaining("NOT_CLOSED");
    assertThat(calls).containsExactly("old.begin-export", "new.begin-import");
  }

  @Test
  void aCopyThatSomebodyElseBeganAnewIsAReasonToTryAgain() {
    target.described = ScriptedStore.row(State.IMPORTING, OptionalLong.empty());

    assertThatThrownBy(this::advance).isInstanceOf(MoveFailedException.class);
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void doesNotSealAtAnEpochThatHasPassed() {
    source.on(
        "changes",
        () ->
            catalog.placement =
                new Placement(ScriptedCatalog.ACCOUNT, 2, "old", "new", Phase.MOVING, 2));

    assertThat(advance().epoch()).isEqualTo(2);
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void doesNotSealWhileTheCatalogIsAway() {
    catalog.fail("find");

    assertThatThrownBy(this::advance).isInstanceOf(CatalogUnavailableException.class);
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void aSealWithoutAnAnswerIsAborted() {
    source.fail("seal");

    assertThatThrownBy(this::advance).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls).endsWith("old.seal", "catalog.abort");
  }

  @Test
  void aCopyThatIsNotCompleteIsAborted() {
    target.refuse("ready", Refusal.GAP);

    assertThatThrownBy(this::advance)
        .isInstanceOfSatisfying(
            MoveFailedException.class, e -> assertThat(e.isFinding()).isFalse());
    assertThat(calls).endsWith("new.ready", "catalog.abort");
  }

  @Test
  void aCopyThatDiffersIsAFinding() {
    target.refuse("ready", Refusal.MISMATCH);

    assertThatThrownBy(this::advance)
        .isInstanceOfSatisfying(MoveFailedException.class, e -> assertThat(e.isFinding()).isTrue());
    assertThat(calls).endsWith("new.ready", "catalog.abort");
  }

  @Test
  void aRepeatedReadyIsSuccess() {
    target.refuse("ready", Refusal.COMPLETE);

    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
  }

  @Test
  void aCutOverThatTakesTooLongIsAborted() {
    target.on("ready", () -> clock.advance(Duration.ofMillis(501)));

    assertThatThrownBy(this::advance).hasMessageContaining("501 ms");
    assertThat(calls).endsWith("new.ready", "catalog.abort").doesNotContain("catalog.commit");
  }

  @Test
  void anUnknownOutcomeOfTheCommitIsNeverGuessed() {
    catalog.fail("commit");

    assertThatThrownBy(this::advance).isInstanceOf(CatalogUnavailableException.class);
    assertThat(calls).endsWith("new.ready", "catalog.commit");
  }

  @Test
  void whoLosesTheCommitDoesNotClose() {
    target.on(
        "ready",
        () ->
            catalog.placement =
                new Placement(ScriptedCatalog.ACCOUNT, 2, "old", "new", Phase.MOVING, 2));

    assertThat(advance().epoch()).isEqualTo(2);
    assertThat(calls).endsWith("catalog.commit").doesNotContain("old.close");
  }

  @Test
  void anAbortWithoutAnAnswerLeavesTheReasonAsItWas() {
    source.fail("seal");
    catalog.fail("abort");

    assertThatThrownBy(this::advance).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void doesNotSettleBeforeTheFormerHomeIsClosed() {
    source.fail("close");

    assertThatThrownBy(this::advance).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls).endsWith("catalog.commit", "old.close");
  }
}
