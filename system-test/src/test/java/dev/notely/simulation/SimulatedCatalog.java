package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.store.catalog.Chore;
import dev.notely.store.catalog.PlacementPhase;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.catalog.PlacementRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The real rules of the catalog over a row in memory. */
final class SimulatedCatalog implements Invariants.Placed {
  final Network.Server server = new Network.Server("catalog");
  private final PlacementRules rules;
  private final List<Chore> chores = new ArrayList<>();
  private final Consumer<Placement> changed;
  private final Baton baton;
  private final long drainsFrom;
  private PlacementRow row;
  private String leaseHolder = "";
  private long leaseUntil;

  /**
   * @param drainsFrom microseconds; what is overlaid before is opened and not drained
   */
  SimulatedCatalog(
      Baton baton, Mutation mutation, String home, long drainsFrom, Consumer<Placement> changed) {
    this.drainsFrom = drainsFrom;
    this.baton = baton;
    this.rules = mutation.placementRules();
    this.changed = changed;
    this.row = new PlacementRow(World.ACCOUNT_BYTES, 1, home, "", PlacementPhase.NEW, 1);
  }

  @Override
  public Placement placement() {
    return new Placement(
        World.ACCOUNT,
        row.epoch(),
        row.home(),
        row.second(),
        Phase.valueOf(row.phase().name()),
        row.version());
  }

  boolean compareAndSet(long expectedEpoch, PlacementChange change) {
    Optional<PlacementRules.Won> won = rules.apply(row, expectedEpoch, wire(change));
    won.ifPresent(w -> {
      chores.addAll(w.chores());
      row =
          new PlacementRow(
              row.account(),
              w.row().epoch(),
              w.row().home(),
              w.row().second(),
              w.row().phase(),
              row.version() + 1);
      changed.accept(placement());
    });
    return won.isPresent();
  }

  static dev.notely.store.catalog.PlacementChange wire(PlacementChange change) {
    return switch (change) {
      case PlacementChange.Admit _ -> new dev.notely.store.catalog.PlacementChange.Admit();
      case PlacementChange.Begin(String second, boolean lazy) ->
          new dev.notely.store.catalog.PlacementChange.Begin(second, lazy);
      case PlacementChange.Drained(long records) ->
          new dev.notely.store.catalog.PlacementChange.Drained(records);
      case PlacementChange.Commit(long records, long pause) ->
          new dev.notely.store.catalog.PlacementChange.Commit(records, pause);
      case PlacementChange.Abort _ -> new dev.notely.store.catalog.PlacementChange.Abort();
      case PlacementChange.Settle _ -> new dev.notely.store.catalog.PlacementChange.Settle();
    };
  }

  @Override
  public boolean hasWork() {
    return placement().phase().hasSecond() || !chores.isEmpty();
  }

  /** Once the account is overlaid, what nobody has touched stays where it is. */
  boolean keepsOverlay() {
    return baton.nowMicros() < drainsFrom;
  }

  private boolean isGivenOut() {
    boolean isLeft = placement().phase() == Phase.OVERLAID && keepsOverlay();
    return hasWork() && !(isLeft && chores.isEmpty());
  }

  /** True if the account is the holder's now: a lease ends five seconds after its last renewal. */
  boolean claim(String holder) {
    if (!isGivenOut() || (baton.nowMicros() < leaseUntil && !leaseHolder.equals(holder))) {
      return false;
    }
    leaseHolder = holder;
    leaseUntil = baton.nowMicros() + 5_000_000;
    return true;
  }

  @Override
  public List<Chore> chores() {
    return List.copyOf(chores);
  }

  void complete(String store, long epoch, Chore.Kind kind) {
    chores.removeIf(
        chore -> chore.store().equals(store) && chore.epoch() == epoch && chore.kind() == kind);
  }

  static ByteString id(int number) {
    byte[] id = new byte[16];
    id[15] = (byte) number;
    return ByteString.copyFrom(id);
  }
}
