package dev.notely.simulation;

import dev.notely.proxy.migration.CopyCheck;
import dev.notely.proxy.store.RecordStore;
import dev.notely.store.catalog.InMemoryJournalTables;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationCommand;
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

  /** Does something about a command before the table is asked; true if that was all. */
  boolean preempts(MigrationCommand command, InMemoryJournalTables tables) {
    return false;
  }

  /** The stores as engines use them. */
  RecordStore engineStore(RecordStore link, Baton baton) {
    return link;
  }

  /** The store that is looked at when this one is asked for. */
  String lookedAt(String store, String home) {
    return store;
  }

  /** How a copy is looked at before it becomes the home. */
  CopyCheck check(CopyCheck check) {
    return check;
  }

  /** What the percentages of a plan are taken of. */
  UUID hashed(UUID account) {
    return account;
  }

  /** The accounts that a gate looks at, by wave. */
  List<Set<UUID>> cohorts(List<Set<UUID>> waves) {
    return waves;
  }
}
