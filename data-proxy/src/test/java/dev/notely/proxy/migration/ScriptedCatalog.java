package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MoveQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** A catalog of one account that keeps to its rules, and writes down what it is asked. */
final class ScriptedCatalog implements PlacementCatalog, MoveQueue {
  static final UUID ACCOUNT = new UUID(1, 2);

  private final List<String> calls;
  private final Set<String> away = new HashSet<>();
  boolean standsStill;
  boolean refusesDrained;
  String lastEvidence = "";
  String lastReason = "";
  volatile Placement placement = new Placement(ACCOUNT, 1, "old", "new", Phase.MOVING, 1);

  ScriptedCatalog(List<String> calls) {
    this.calls = calls;
  }

  /** From now on it does not answer this. */
  void fail(String call) {
    away.add(call);
  }

  private void call(String call) {
    calls.add("catalog." + call);
    if (away.contains(call)) {
      throw new CatalogUnavailableException("away");
    }
  }

  @Override
  public Placement find(UUID account) {
    call("find");
    return placement;
  }

  @Override
  public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
    call(change.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    if (placement.epoch() != expectedEpoch
        || (refusesDrained && change instanceof PlacementChange.Drained)) {
      return new Outcome(false, placement);
    }
    placement =
        switch (change) {
          case PlacementChange.Commit _ -> at(placement.second(), placement.home(), committed());
          case PlacementChange.Abort _ ->
              at(placement.home(), placement.second(), placement.phase());
          case PlacementChange.Settle _ -> at(placement.home(), "", Phase.SETTLED);
          case PlacementChange.Drained _ -> at(placement.home(), placement.second(), drained());
          case PlacementChange.Admit _, PlacementChange.Begin _ ->
              throw new AssertionError("not the engine's");
        };
    return new Outcome(true, placement);
  }

  private Phase drained() {
    if (placement.phase() != Phase.OVERLAID) {
      throw new AssertionError("not drained while it is " + placement.phase());
    }
    return placement.migration() == 0 ? Phase.MOVED : Phase.KEPT;
  }

  private Phase committed() {
    if (placement.phase() == Phase.SWITCHING) {
      return Phase.OVERLAID;
    }
    boolean kept = placement.phase() == Phase.MOVING && placement.migration() != 0;
    return kept ? Phase.KEPT : Phase.MOVED;
  }

  private Placement at(String home, String second, Phase phase) {
    return new Placement(
        ACCOUNT,
        placement.epoch() + 1,
        home,
        second,
        phase,
        placement.version() + 1,
        placement.migration());
  }

  @Override
  public Marked mark(Placement seen, Step step, String reason, String evidence) {
    call("mark-" + step.name().toLowerCase(Locale.ROOT));
    lastEvidence = evidence;
    lastReason = reason;
    boolean won = !standsStill && seen.epoch() == placement.epoch();
    if (won && step == Step.QUARANTINE) {
      placement = at(placement.home(), "", Phase.SETTLED);
    }
    return new Marked(won, placement);
  }

  @Override
  public void failed(Placement seen, String reason) {
    call("failed");
  }

  @Override
  public void finding(long migration, UUID account, String what, String evidence) {
    call("finding");
  }

  @Override
  public void mismatch(long migration, MigrationCatalog.Mismatch found) {
    call("mismatch");
  }

  @Override
  public List<Work> claim(String holder, int capacity) {
    call("claim");
    return placement.phase().hasSecond() ? List.of(new Work(placement, List.of())) : List.of();
  }

  @Override
  public void unclaim(String holder, UUID account) {
    call("unclaim");
  }

  @Override
  public void complete(Chore chore) {
    call("complete-" + chore.kind().name().toLowerCase(Locale.ROOT));
  }
}
