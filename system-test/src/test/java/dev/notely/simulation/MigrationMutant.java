package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationPosition;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.PlacementRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Each breaks one rule of migrations, and the simulation has to notice by its invariant. */
enum MigrationMutant {
  PURGE_WITHOUT_EPOCH_CHECK("Kept"),
  RESUME_FORGETS_PARKED_ACCOUNTS("Ends"),
  GATE_OF_THE_WRONG_ACCOUNTS("Gate"),
  ROLLBACK_WHILE_REVERSE_SYNC_LAGS("Reversible"),
  HELD_LEFT_BY_A_RESTART("Journal");

  private final String invariant;

  MigrationMutant(String invariant) {
    this.invariant = invariant;
  }

  /** The one that it breaks. */
  String invariant() {
    return invariant;
  }

  /** Made anew for each run. */
  MigrationMutation mutation() {
    return switch (this) {
      case PURGE_WITHOUT_EPOCH_CHECK ->
          new MigrationMutation() {
            @Override
            Mutation handOff() {
              return RuleMutations.rules(RuleMutations::purgeUnchecked);
            }
          };
      case RESUME_FORGETS_PARKED_ACCOUNTS -> forgetsParked();
      case GATE_OF_THE_WRONG_ACCOUNTS ->
          new MigrationMutation() {
            @Override
            List<Set<UUID>> cohorts(List<Set<UUID>> waves) {
              List<Set<UUID>> others = new ArrayList<>(waves);
              Collections.rotate(others, 1);
              return others;
            }
          };
      case ROLLBACK_WHILE_REVERSE_SYNC_LAGS ->
          new MigrationMutation() {
            @Override
            boolean reverseHealthy(boolean reported) {
              return true;
            }
          };
      case HELD_LEFT_BY_A_RESTART -> leavesHeld();
    };
  }

  private static MigrationMutation forgetsParked() {
    return new MigrationMutation() {
      private final Set<ByteString> parked = new HashSet<>();

      @Override
      void entered(MigrationState state, List<PlacementRow> underWay) {
        if (state == MigrationState.PAUSED) {
          underWay.forEach(row -> parked.add(row.account()));
        }
      }

      @Override
      boolean givesOut(PlacementRow row) {
        return !parked.contains(row.account());
      }
    };
  }

  private static MigrationMutation leavesHeld() {
    return new MigrationMutation() {
      @Override
      Migration found(Migration migration) {
        MigrationPosition at = migration.position();
        if (at.state() != MigrationState.HELD) {
          return migration;
        }
        MigrationPosition on =
            new MigrationPosition(
                at.resumeTo().orElseThrow(), at.wave(), at.soakingWave(), Optional.empty());
        return new Migration(
            migration.id(),
            migration.plan(),
            on,
            migration.limits(),
            migration.verification(),
            migration.baseline(),
            migration.last(),
            migration.createdAtMs(),
            migration.progressedAtMs());
      }
    };
  }
}
