package dev.notely.store.catalog;

import static dev.notely.store.catalog.PlacementPhase.KEPT;
import static dev.notely.store.catalog.PlacementPhase.MOVED;
import static dev.notely.store.catalog.PlacementPhase.MOVING;
import static dev.notely.store.catalog.PlacementPhase.NEW;
import static dev.notely.store.catalog.PlacementPhase.OVERLAID;
import static dev.notely.store.catalog.PlacementPhase.RETURNING;
import static dev.notely.store.catalog.PlacementPhase.SETTLED;
import static dev.notely.store.catalog.PlacementPhase.SWITCHING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of handoff.md, "The only commit point", row by row. */
final class PlacementRulesTest {
  private static final ByteString ACCOUNT = ByteString.copyFrom(new byte[16]);
  private static final PlacementChange ADMIT = new PlacementChange.Admit();
  private static final PlacementChange BEGIN = new PlacementChange.Begin("b");
  private static final PlacementChange BEGIN_LAZY = new PlacementChange.Begin("b", true);
  private static final PlacementChange DRAINED = new PlacementChange.Drained(10);
  private static final PlacementChange COMMIT = new PlacementChange.Commit(10, 2_000);
  private static final PlacementChange ABORT = new PlacementChange.Abort();
  private static final PlacementChange SETTLE = new PlacementChange.Settle();

  private final PlacementRules rules = new PlacementRules();

  private static PlacementRow row(long epoch, String home, String second, PlacementPhase phase) {
    return new PlacementRow(ACCOUNT, epoch, home, second, phase, 5);
  }

  private static PlacementRow in(PlacementPhase phase) {
    return switch (phase) {
      case NEW, SETTLED -> row(3, "a", "", phase);
      case MOVING, SWITCHING -> row(3, "a", "b", phase);
      case MOVED, OVERLAID -> row(3, "b", "a", phase);
      case KEPT -> kept(3, "b", "a", KEPT);
      case RETURNING -> kept(3, "b", "a", RETURNING);
    };
  }

  private static PlacementRow kept(long epoch, String home, String second, PlacementPhase phase) {
    return new PlacementRow(ACCOUNT, epoch, home, second, phase, 5, 7);
  }

  record Win(PlacementPhase from, PlacementChange change, PlacementRow to) {}

  record Loss(PlacementPhase from, PlacementChange change) {}

  static Stream<Win> wins() {
    return Stream.of(
        new Win(NEW, ADMIT, row(3, "a", "", SETTLED)),
        new Win(SETTLED, BEGIN, row(3, "a", "b", MOVING)),
        new Win(MOVING, COMMIT, row(4, "b", "a", MOVED)),
        new Win(MOVING, ABORT, row(4, "a", "b", MOVING)),
        new Win(MOVING, SETTLE, row(4, "a", "", SETTLED)),
        new Win(MOVED, SETTLE, row(4, "b", "", SETTLED)),
        new Win(SETTLED, BEGIN_LAZY, row(3, "a", "b", SWITCHING)),
        new Win(SWITCHING, COMMIT, row(4, "b", "a", OVERLAID)),
        new Win(SWITCHING, ABORT, row(4, "a", "b", SWITCHING)),
        new Win(SWITCHING, SETTLE, row(4, "a", "", SETTLED)),
        new Win(OVERLAID, DRAINED, row(4, "b", "a", MOVED)),
        new Win(RETURNING, COMMIT, kept(4, "a", "b", MOVED)),
        new Win(RETURNING, ABORT, kept(4, "b", "a", RETURNING)));
  }

  static Stream<Loss> losses() {
    List<Loss> winning = wins().map(win -> new Loss(win.from(), win.change())).toList();
    return Stream.of(ADMIT, BEGIN, BEGIN_LAZY, COMMIT, ABORT, DRAINED, SETTLE)
        .flatMap(change -> Stream.of(PlacementPhase.values()).map(from -> new Loss(from, change)))
        .filter(pair -> !winning.contains(pair));
  }

  @ParameterizedTest
  @MethodSource("wins")
  void winsAtItsEpochAndPhase(Win win) {
    assertThat(rules.apply(in(win.from()), 3, win.change()).map(PlacementRules.Won::row))
        .contains(win.to());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void losesInEveryOtherPhase(Loss loss) {
    assertThat(rules.apply(in(loss.from()), 3, loss.change())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wins")
  void losesAtAnyOtherEpoch(Win win) {
    assertThat(rules.apply(in(win.from()), 2, win.change())).isEmpty();
    assertThat(rules.apply(in(win.from()), 4, win.change())).isEmpty();
    assertThat(rules.apply(in(win.from()), 0, win.change())).isEmpty();
  }

  @Test
  void anAccountCannotMoveToItsHome() {
    assertThat(rules.apply(in(SETTLED), 3, new PlacementChange.Begin("a"))).isEmpty();
    assertThat(rules.apply(in(SETTLED), 3, new PlacementChange.Begin("a", true))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wins")
  void onlySettleLeavesChores(Win win) {
    List<Chore> chores = rules.apply(in(win.from()), 3, win.change()).orElseThrow().chores();
    assertThat(chores.isEmpty()).isEqualTo(!win.change().equals(SETTLE));
  }

  @Test
  void aFinishedMoveIsReleasedAtItsHomeAndPurgedWhereItWas() {
    assertThat(choresOf(MOVED))
        .contains(
            List.of(
                new Chore(ACCOUNT, "b", 4, Chore.Kind.RELEASE, "b"),
                new Chore(ACCOUNT, "a", 4, Chore.Kind.PURGE, "b")));
  }

  @Test
  void aCancelledMoveIsPurgedAtItsTarget() {
    assertThat(choresOf(MOVING))
        .contains(
            List.of(
                new Chore(ACCOUNT, "a", 4, Chore.Kind.RELEASE, "a"),
                new Chore(ACCOUNT, "b", 4, Chore.Kind.PURGE, "a")));
  }

  @Test
  void aLazyMoveThatIsTakenBackIsPurgedAtItsTarget() {
    assertThat(choresOf(SWITCHING)).isEqualTo(choresOf(MOVING));
  }

  @Test
  void whatAMigrationHasDrainedItKeeps() {
    PlacementRow overlaid =
        rules.apply(kept(3, "a", "b", SWITCHING), 3, COMMIT).orElseThrow().row();
    assertThat(overlaid).isEqualTo(kept(4, "b", "a", OVERLAID));
    assertThat(rules.apply(overlaid, 4, DRAINED).map(PlacementRules.Won::row))
        .contains(kept(5, "b", "a", KEPT));
  }

  @Test
  void aMigrationKeepsTheFormerHomeUntilItSettlesOrReturnsIt() {
    PlacementRow moving = kept(3, "a", "b", MOVING);
    PlacementRow kept = rules.apply(moving, 3, COMMIT).orElseThrow().row();
    assertThat(kept).isEqualTo(kept(4, "b", "a", KEPT));
    assertThat(rules.settleVerified(kept).map(PlacementRules.Won::row))
        .contains(row(5, "b", "", SETTLED));
    assertThat(rules.turnBack(kept).map(PlacementRules.Won::row))
        .contains(kept(4, "b", "a", RETURNING));
  }

  @ParameterizedTest
  @EnumSource(names = "KEPT", mode = EnumSource.Mode.EXCLUDE)
  void nothingElseIsSettledVerifiedOrTurnedBack(PlacementPhase phase) {
    assertThat(rules.settleVerified(in(phase))).isEmpty();
    assertThat(rules.turnBack(in(phase))).isEmpty();
  }

  private Optional<List<Chore>> choresOf(PlacementPhase from) {
    return rules.apply(in(from), 3, SETTLE).map(PlacementRules.Won::chores);
  }
}
