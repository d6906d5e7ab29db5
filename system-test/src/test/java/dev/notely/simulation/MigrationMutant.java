package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.CopyCheck;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordStore;
import dev.notely.store.catalog.InMemoryJournalTables;
import dev.notely.store.catalog.JournalEvent;
import dev.notely.store.catalog.Migration;
import dev.notely.store.catalog.MigrationCommand;
import dev.notely.store.catalog.MigrationEventKind;
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
  HELD_LEFT_BY_A_RESTART("Journal"),
  RESUME_LEAVES_HELD("Permitted"),
  SLOW_UNDER_SEAL("Bounded"),
  VERIFICATION_LOOKS_AT_THE_HOME_TWICE("Verified"),
  UNSTABLE_PERCENT_HASH("Stable"),
  RETURNS_TO_A_DAMAGED_COPY("NoLostWrite"),
  FINISHES_WHILE_OVERLAID("Whole"),
  SHADOW_COMPARISON_IGNORES_DELETES("NoMissedDamage");

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
      case RESUME_LEAVES_HELD -> resumesHeld();
      case SLOW_UNDER_SEAL ->
          new MigrationMutation() {
            @Override
            RecordStore engineStore(RecordStore link, Baton baton) {
              return new CallerMutations.ForwardingStore(link) {
                @Override
                public SealReply seal(Placement proof, long afterSeq) {
                  SealReply sealed = super.seal(proof, afterSeq);
                  baton.pause(900_000);
                  return sealed;
                }
              };
            }
          };
      case VERIFICATION_LOOKS_AT_THE_HOME_TWICE ->
          new MigrationMutation() {
            @Override
            String lookedAt(String store, String home) {
              return home;
            }
          };
      case RETURNS_TO_A_DAMAGED_COPY ->
          new MigrationMutation() {
            @Override
            CopyCheck check(CopyCheck check) {
              return (_, _) -> Optional.empty();
            }
          };
      case FINISHES_WHILE_OVERLAID -> finishesWhileOverlaid();
      case SHADOW_COMPARISON_IGNORES_DELETES ->
          new MigrationMutation() {
            @Override
            Mutation handOff() {
              return MirrorMutations.comparing(MirrorMutations.ignoringDeletes());
            }
          };
      case UNSTABLE_PERCENT_HASH ->
          new MigrationMutation() {
            private long salt;

            @Override
            UUID hashed(UUID account) {
              return new UUID(salt++, account.getLeastSignificantBits());
            }
          };
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

  private static MigrationMutation resumesHeld() {
    return new MigrationMutation() {
      @Override
      boolean preempts(MigrationCommand command, InMemoryJournalTables tables) {
        Migration held = tables.migration(command.migration()).orElseThrow();
        if (command.event() != MigrationEventKind.RESUME || held.state() != MigrationState.HELD) {
          return false;
        }
        moved(command, held, released(held), tables);
        return true;
      }
    };
  }

  private static void moved(
      MigrationCommand command, Migration before, Migration after, InMemoryJournalTables tables) {
    tables.put(after);
    tables.append(
        new JournalEvent(
            0,
            before.id(),
            ByteString.EMPTY,
            before.last().atMs(),
            command.cause().actor(),
            command.event().name(),
            before.state().name(),
            after.state().name(),
            "",
            "",
            after.position().wave(),
            after.position().soakingWave(),
            ""));
  }

  /** All are served by their targets, so all seems to have moved. */
  private static MigrationMutation finishesWhileOverlaid() {
    return new MigrationMutation() {
      @Override
      boolean preempts(MigrationCommand command, InMemoryJournalTables tables) {
        Migration soaking = tables.migration(command.migration()).orElseThrow();
        boolean finishes =
            command.event() == MigrationEventKind.FINISH
                && soaking.state() == MigrationState.SOAKING
                && soaking.verification().permitsFinish();
        if (finishes) {
          MigrationPosition at = soaking.position();
          MigrationPosition on =
              new MigrationPosition(
                  MigrationState.FINISHING, at.wave(), at.soakingWave(), Optional.empty());
          moved(command, soaking, at(soaking, on), tables);
        }
        return finishes;
      }
    };
  }

  private static Migration at(Migration migration, MigrationPosition position) {
    return new Migration(
        migration.id(),
        migration.plan(),
        position,
        migration.limits(),
        migration.verification(),
        migration.baseline(),
        migration.last(),
        migration.createdAtMs(),
        migration.progressedAtMs());
  }

  private static MigrationMutation leavesHeld() {
    return new MigrationMutation() {
      @Override
      Migration found(Migration migration) {
        return migration.state() == MigrationState.HELD ? released(migration) : migration;
      }
    };
  }

  /** As if somebody had released it. */
  private static Migration released(Migration held) {
    MigrationPosition at = held.position();
    MigrationPosition on =
        new MigrationPosition(
            at.resumeTo().orElseThrow(), at.wave(), at.soakingWave(), Optional.empty());
    return at(held, on);
  }
}
