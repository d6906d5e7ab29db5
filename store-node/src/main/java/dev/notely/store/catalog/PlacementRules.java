package dev.notely.store.catalog;

import static dev.notely.store.catalog.PlacementPhase.KEPT;
import static dev.notely.store.catalog.PlacementPhase.MOVED;
import static dev.notely.store.catalog.PlacementPhase.MOVING;
import static dev.notely.store.catalog.PlacementPhase.NEW;
import static dev.notely.store.catalog.PlacementPhase.OVERLAID;
import static dev.notely.store.catalog.PlacementPhase.RETURNING;
import static dev.notely.store.catalog.PlacementPhase.SETTLED;
import static dev.notely.store.catalog.PlacementPhase.SWITCHING;

import java.util.List;
import java.util.Optional;

/**
 * The only commit point of a move, as a pure function: each change is won at most once per epoch.
 * Not final: the simulation breaks single rules to see that it notices.
 */
public class PlacementRules {
  /** What a won change leaves. */
  public record Won(PlacementRow row, List<Chore> chores) {
    public Won {
      chores = List.copyOf(chores);
    }
  }

  /** Empty if epoch or phase are not as the change expects them: the caller lost, and re-reads. */
  public Optional<Won> apply(PlacementRow row, long expectedEpoch, PlacementChange change) {
    if (row.epoch() != expectedEpoch) {
      return Optional.empty();
    }
    return switch (change) {
      case PlacementChange.Admit _ when row.phase() == NEW ->
          won(row, row.epoch(), row.home(), "", SETTLED);
      case PlacementChange.Begin(String second, boolean lazy)
          when row.phase() == SETTLED && !second.equals(row.home()) ->
          won(row, row.epoch(), row.home(), second, lazy ? SWITCHING : MOVING);
      case PlacementChange.Commit _ when row.phase() == MOVING ->
          won(row, raised(row), row.second(), row.home(), arrived(row));
      case PlacementChange.Commit _ when row.phase() == SWITCHING ->
          won(row, raised(row), row.second(), row.home(), OVERLAID);
      case PlacementChange.Commit _ when row.phase() == RETURNING ->
          won(row, raised(row), row.second(), row.home(), MOVED);
      case PlacementChange.Abort _ when isBeforeCommit(row) ->
          won(row, raised(row), row.home(), row.second(), row.phase());
      case PlacementChange.Drained _ when row.phase() == OVERLAID ->
          won(row, raised(row), row.home(), row.second(), arrived(row));
      case PlacementChange.Settle _ when maySettle(row) -> Optional.of(settled(row));
      default -> Optional.empty();
    };
  }

  /** The migration gives up the former home of an account that it has verified. */
  public Optional<Won> settleVerified(PlacementRow row) {
    return row.phase() == KEPT ? Optional.of(settled(row)) : Optional.empty();
  }

  /** The migration sends an account back; the home serves on, so the epoch stays. */
  public Optional<Won> turnBack(PlacementRow row) {
    return row.phase() == KEPT
        ? won(row, row.epoch(), row.home(), row.second(), RETURNING)
        : Optional.empty();
  }

  private static boolean isBeforeCommit(PlacementRow row) {
    return row.phase() == MOVING || row.phase() == SWITCHING || row.phase() == RETURNING;
  }

  /** An overlaid account may not: its former home has records that nobody else has. */
  private static boolean maySettle(PlacementRow row) {
    return row.phase() == MOVING || row.phase() == SWITCHING || row.phase() == MOVED;
  }

  /** A migration keeps the former home. */
  private static PlacementPhase arrived(PlacementRow row) {
    return row.migration() == 0 ? MOVED : KEPT;
  }

  /** Epochs rise at commit, abort, settle, and where the former home is drained. */
  protected long raised(PlacementRow row) {
    return row.epoch() + 1;
  }

  private Won settled(PlacementRow row) {
    long epoch = raised(row);
    return new Won(
        new PlacementRow(row.account(), epoch, row.home(), "", SETTLED, row.version()),
        List.of(
            new Chore(row.account(), row.home(), epoch, Chore.Kind.RELEASE, row.home()),
            new Chore(row.account(), row.second(), epoch, Chore.Kind.PURGE, row.home())));
  }

  private static Optional<Won> won(
      PlacementRow row, long epoch, String home, String second, PlacementPhase phase) {
    return Optional.of(
        new Won(
            new PlacementRow(
                row.account(),
                epoch,
                home,
                second,
                phase,
                row.version(),
                phase.hasSecond() ? row.migration() : 0),
            List.of()));
  }
}
