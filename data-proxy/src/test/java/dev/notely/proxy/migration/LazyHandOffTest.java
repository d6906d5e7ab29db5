package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A move that switches first: its steps, where each may end, and that nothing goes back. */
final class LazyHandOffTest {
  private final List<String> calls = new ArrayList<>();
  private final ScriptedStore source = new ScriptedStore("old", calls);
  private final ScriptedStore target = new ScriptedStore("new", calls);
  private final ScriptedCatalog catalog = new ScriptedCatalog(calls);
  private final StandingClock clock = new StandingClock();
  private final HandOff handOff =
      new HandOff(
          catalog,
          catalog,
          name -> name.equals("old") ? source : target,
          clock,
          HandOffListener.NONE,
          (_, _) -> {
            throw new AssertionError("there is no copy to be looked at");
          });

  LazyHandOffTest() {
    in(Phase.SWITCHING, 0);
  }

  private void in(Phase phase, long migration) {
    catalog.placement =
        new Placement(ScriptedCatalog.ACCOUNT, 1, "old", "new", phase, 1, migration);
  }

  private void committed(long migration) {
    catalog.placement =
        new Placement(ScriptedCatalog.ACCOUNT, 2, "new", "old", Phase.OVERLAID, 2, migration);
  }

  private Placement advance() {
    return handOff.advance(catalog.placement, new MovePermit(0, clock));
  }

  @Test
  void takesTheStepsInTheirOrder() {
    Placement end = advance();

    assertThat(calls)
        .containsExactly(
            "old.describe",
            "new.begin-import",
            "catalog.find",
            "old.seal",
            "catalog.commit",
            "old.demote",
            "old.log",
            "new.open",
            "old.describe",
            "old.scan",
            "new.drain",
            "old.evict",
            "new.drain",
            "old.evict",
            "old.describe",
            "catalog.drained",
            "old.close",
            "catalog.settle");
    assertThat(end.phase()).isEqualTo(Phase.SETTLED);
    assertThat(end.home()).isEqualTo("new");
    assertThat(end.epoch()).isEqualTo(4);
    assertThat(target.opened).containsExactly("seq 9", "mark 77", "log 2");
  }

  @Test
  void inAMigrationItIsMarkedBeforeTheSealAndKeptAfterTheDrain() {
    in(Phase.SWITCHING, 7);

    assertThat(advance().phase()).isEqualTo(Phase.KEPT);
    assertThat(calls)
        .containsSubsequence(
            "new.begin-import", "catalog.mark-sealing", "old.seal", "catalog.drained", "old.close")
        .doesNotContain("catalog.mark-copied", "catalog.settle");
  }

  @Test
  void whereTheOverlayIsKeptItIsOpenedAndNothingIsDrained() {
    in(Phase.SWITCHING, 7);
    MovePermit permit =
        MovePermit.of(
            new MoveQueue.Work(catalog.placement, List.of(), 0, true), () -> 1, Brake.NONE, clock);

    assertThat(handOff.advance(catalog.placement, permit).phase()).isEqualTo(Phase.OVERLAID);
    assertThat(calls).endsWith("catalog.commit", "old.demote", "old.log", "new.open");
    assertThat(handOff.advance(catalog.placement, permit)).isEqualTo(catalog.placement);
    assertThat(calls).doesNotContain("old.scan", "new.drain", "old.evict", "catalog.drained");
    assertThat(advance().phase()).as("the drain is switched on").isEqualTo(Phase.KEPT);
  }

  @Test
  void doesNotSealWhileItsMigrationStandsStill() {
    in(Phase.SWITCHING, 7);
    catalog.standsStill = true;

    assertThatThrownBy(this::advance).isInstanceOf(MoveFailedException.class);
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void doesNotSealBeforeTheTargetIsEmpty() {
    target.refuse("begin-import", Refusal.PURGING, Refusal.PURGING);

    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
    assertThat(clock.pauses).isEqualTo(2);

    in(Phase.SWITCHING, 0);
    calls.clear();
    target.copy = ScriptedStore.COPIED;
    assertThatThrownBy(this::advance).hasMessageContaining("is not empty");
    assertThat(calls).doesNotContain("old.seal");
  }

  @Test
  void aCutOverThatWasLeftIsAborted() {
    source.described = ScriptedStore.SEALED;

    assertThatThrownBy(this::advance).isInstanceOf(MoveFailedException.class);
    assertThat(calls).containsExactly("old.describe", "catalog.abort");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.SWITCHING);
  }

  @Test
  void aSealThatIsRefusedOrLateIsAborted() {
    source.refuse("seal", Refusal.NOT_HOME);
    assertThatThrownBy(this::advance).hasMessageContaining("NOT_HOME");
    assertThat(calls).endsWith("old.seal", "catalog.abort");

    in(Phase.SWITCHING, 0);
    source.on("seal", () -> clock.advance(Duration.ofMillis(501)));
    assertThatThrownBy(this::advance).hasMessageContaining("501 ms");
    assertThat(calls).endsWith("old.seal", "catalog.abort").doesNotContain("catalog.commit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demote", "log", "scan", "evict"})
  void whatFailsAfterTheCommitIsNeverAbortedAndGoesOnLater(String command) {
    source.fail(command);
    assertThatThrownBy(this::advance).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls).doesNotContain("catalog.abort");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.OVERLAID);

    source.on(command, () -> {});
    assertThat(advance().phase()).isEqualTo(Phase.SETTLED);
    assertThat(calls.stream().filter("catalog.commit"::equals)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "drain"})
  void theNewHomeMayBeAwayAfterTheCommit(String command) {
    target.fail(command);
    assertThatThrownBy(this::advance).isInstanceOf(StoreUnavailableException.class);
    assertThat(calls).endsWith("new." + command);

    target.on(command, () -> {});
    assertThat(advance().home()).isEqualTo("new");
    assertThat(calls).doesNotContain("catalog.abort");
  }

  @Test
  void nothingIsEvictedThatTheNewHomeDidNotTake() {
    committed(0);
    target.refuse("drain", Refusal.STALE_EPOCH);

    assertThatThrownBy(this::advance).hasMessageContaining("STALE_EPOCH");
    assertThat(calls).doesNotContain("old.evict", "catalog.drained");
  }

  @Test
  void nothingIsOpenedBeforeTheFormerHomeIsDemoted() {
    committed(0);
    source.refuse("demote", Refusal.NOT_CLOSED);

    assertThatThrownBy(this::advance).hasMessageContaining("NOT_CLOSED");
    assertThat(calls).containsExactly("old.demote");
  }

  @Test
  void aLogThatIsRefusedOpensNothing() {
    committed(0);
    source.refuse("log", Refusal.STALE_EPOCH);

    assertThatThrownBy(this::advance).hasMessageContaining("STALE_EPOCH");
    assertThat(calls).doesNotContain("new.open");
  }

  @Test
  void aFormerHomeThatSomebodyElseEmptiedIsNotDrainedAgain() {
    committed(7);
    source.left = 0;

    assertThat(advance().phase()).isEqualTo(Phase.KEPT);
    assertThat(calls).doesNotContain("old.scan").contains("catalog.drained", "old.close");
  }

  @Test
  void aFormerHomeThatDoesNotBecomeEmptyIsNotCalledDrained() {
    committed(0);
    source.left = 1_000;

    assertThatThrownBy(this::advance).hasMessageContaining("does not become empty");
    assertThat(calls).doesNotContain("catalog.drained");
  }

  @Test
  void whereTheCatalogDoesNotTakeItForDrainedItIsTriedAgain() {
    committed(0);
    catalog.refusesDrained = true;

    assertThatThrownBy(this::advance).hasMessageContaining("did not take it");
    assertThat(calls).endsWith("catalog.drained");
  }

  @Test
  void aPermitThatWasTakenBackEndsTheDrainAndNotTheOpening() {
    in(Phase.SWITCHING, 7);
    MovePermit permit = new MovePermit(0, clock);
    source.on("seal", permit::revoke);

    assertThatThrownBy(() -> handOff.advance(catalog.placement, permit))
        .isInstanceOf(MoveFailedException.class);
    assertThat(calls).endsWith("new.open", "old.describe", "old.scan", "new.drain", "old.evict");
    assertThat(catalog.placement.phase()).isEqualTo(Phase.OVERLAID);
  }

  @Test
  void aBoundOfRecordsPerSecondHoldsForTheDrain() {
    handOff.advance(catalog.placement, new MovePermit(2, clock));

    assertThat(Duration.between(Instant.EPOCH, clock.now()))
        .as("four records at two a second")
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void itDrainsFewAtOnceWhereUsersAreHeldUp() {
    HeldUp users = new HeldUp();
    users.feelIt = false;
    handOff.advance(catalog.placement, MovePermit.of(catalog.placement, () -> 0, users, clock));
    assertThat(source.atOnce).as("nobody is held up").containsExactly(0);

    in(Phase.SWITCHING, 0);
    source.atOnce.clear();
    source.left = 4;
    source.described = ScriptedStore.SERVING;
    users.feelIt = true;
    handOff.advance(catalog.placement, MovePermit.of(catalog.placement, () -> 0, users, clock));
    assertThat(source.atOnce).containsExactly(MovePermit.FEW);
  }

  @Test
  void whoLosesTheCommitGoesOnFromWhatTheOtherLeft() {
    source.on("seal", () -> committed(0));

    assertThat(advance().home()).isEqualTo("new");
    assertThat(calls).containsSubsequence("catalog.commit", "old.demote", "new.open");
  }

  @Test
  void anUnknownOutcomeOfTheCommitIsNeverGuessed() {
    catalog.fail("commit");

    assertThatThrownBy(this::advance).isInstanceOf(CatalogUnavailableException.class);
    assertThat(calls).endsWith("old.seal", "catalog.commit");
  }

  @Test
  void whatIsNotCommittedIsCancelledAndWhatIsStays() {
    assertThat(handOff.cancel(ScriptedCatalog.ACCOUNT).home()).isEqualTo("old");
    assertThat(calls).endsWith("catalog.settle");

    committed(0);
    calls.clear();
    assertThat(handOff.cancel(ScriptedCatalog.ACCOUNT).phase()).isEqualTo(Phase.OVERLAID);
    assertThat(calls).containsExactly("catalog.find");
  }

  @Test
  void eachStrategyHasItsSteps() {
    assertThat(HandOffStep.ofCopy()).contains(HandOffStep.SCAN).doesNotContain(HandOffStep.DRAIN);
    assertThat(HandOffStep.ofLazy()).contains(HandOffStep.OPEN).doesNotContain(HandOffStep.READY);
  }
}
