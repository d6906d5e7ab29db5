package dev.notely.simulation;

import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.PlacementRow;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Where a rule of migrations can be broken, to see that the simulation notices. Nothing is broken
 * here.
 */
class MigrationMutation {
  static final MigrationMutation NONE = new MigrationMutation();

  /** The stores' and the hand-off's part. */
  Mutation handOff() {
    return Mutation.NONE;
  }

  /** The catalog's word on reverse sync, where something is decided. */
  boolean reverseHealthy(boolean reported) {
    return reported;
  }

  /** A migration has come to a state. */
  void entered(MigrationState state, List<PlacementRow> underWay) {}

  /** Is this work given out? */
  boolean givesOut(PlacementRow row) {
    return true;
  }

  /** A migration as a catalog that starts again finds it. */
  Migration found(Migration migration) {
    return migration;
  }

  /** The accounts that a gate looks at, by wave. */
  List<Set<UUID>> cohorts(List<Set<UUID>> waves) {
    return waves;
  }
}
