package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.PlacementChange;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.catalog.PlacementRules;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.Decision;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.FinalState;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RowState;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Stores and catalogs that break a single rule. */
final class RuleMutations {
  private RuleMutations() {}

  /** Rules without the digest's check: it contains damage that another rule is there to prevent. */
  static class Undigested extends OwnershipRules {
    Undigested(String store) {
      super(store);
    }

    @Override
    public Decision ready(Ownership row, FinalState wanted) {
      return super.ready(row, new FinalState(wanted.finalSeq(), row.digest(), row.notes()));
    }
  }

  static Mutation rules(Function<String, OwnershipRules> rules) {
    return new Mutation() {
      @Override
      OwnershipRules rules(String store) {
        return rules.apply(store);
      }
    };
  }

  static OwnershipRules sealSkipped(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision seal(Ownership row, Proof proof) {
        return prove(row, proof);
      }
    };
  }

  static OwnershipRules noEpochCheck(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision prove(Ownership row, Proof proof) {
        return super.prove(asIfEqual(row, proof), proof);
      }

      @Override
      public Decision beginImport(Ownership row, Proof proof, long keepFrom) {
        return super.beginImport(asIfEqual(row, proof), proof, keepFrom);
      }

      @Override
      public Decision apply(Ownership row, Proof proof, BatchRange range) {
        return super.apply(asIfEqual(row, proof), proof, range);
      }

      @Override
      public Decision close(Ownership row, Proof proof) {
        return super.close(asIfEqual(row, proof), proof);
      }

      private static Ownership asIfEqual(Ownership row, Proof proof) {
        return with(row, row.state(), Math.min(row.epoch(), proof.epoch()));
      }
    };
  }

  static OwnershipRules readyDiscarded(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision beginImport(Ownership row, Proof proof, long keepFrom) {
        return row.state() == RowState.READY && row.epoch() == proof.epoch()
            ? super.beginImport(with(row, RowState.CLOSED, row.epoch()), proof, Long.MAX_VALUE)
            : super.beginImport(row, proof, keepFrom);
      }
    };
  }

  static OwnershipRules anyRoleProves(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision read(Ownership row, Proof proof) {
        return prove(row, new Proof(proof.account(), store, proof.epoch(), Proof.Role.HOME));
      }
    };
  }

  static OwnershipRules oldCopyContinued(String store) {
    return new Undigested(store) {
      @Override
      public Decision beginImport(Ownership row, Proof proof, long keepFrom) {
        return super.beginImport(
            row,
            proof,
            row.watermark() == Ownership.UNSET ? keepFrom : Math.min(keepFrom, row.watermark()));
      }

      @Override
      public Decision export(Ownership row, Proof proof, long afterSeq) {
        return super.export(row, proof, Math.max(afterSeq, row.keepFrom()));
      }
    };
  }

  static OwnershipRules purgeUnchecked(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision purge(Ownership row, Proof proof) {
        if (row.state() == RowState.CLOSED && row.watermark() == Ownership.UNSET) {
          return new Go(row);
        }
        Decision decision = super.purge(with(row, row.state(), 0), proof);
        return decision instanceof Go(Ownership after)
            ? new Go(with(after, after.state(), Math.max(row.epoch(), after.epoch())))
            : decision;
      }
    };
  }

  static OwnershipRules releaseUnchecked(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision release(Ownership row, Proof proof) {
        return row.state() == RowState.SERVING
            ? new Go(withoutKeep(row))
            : super.release(row, proof);
      }
    };
  }

  static Mutation keepsEpoch(Predicate<PlacementChange> changes) {
    return new Mutation() {
      @Override
      PlacementRules placementRules() {
        return new PlacementRules() {
          private boolean keeps;

          @Override
          public Optional<Won> apply(PlacementRow row, long expected, PlacementChange change) {
            keeps = changes.test(change);
            return super.apply(row, expected, change);
          }

          @Override
          protected long raised(PlacementRow row) {
            return keeps ? row.epoch() : super.raised(row);
          }
        };
      }
    };
  }

  static Ownership with(Ownership row, RowState state, long epoch) {
    return new Ownership(
        state,
        epoch,
        row.lastSeq(),
        row.watermark(),
        row.keepFrom(),
        row.exportEpoch(),
        row.scanPosition(),
        row.importKeepFrom(),
        row.digest(),
        row.notes(),
        row.bytes(),
        row.keyMark(),
        row.logEntries(),
        row.purging());
  }

  static Ownership withWatermark(Ownership row, long watermark) {
    return new Ownership(
        row.state(),
        row.epoch(),
        row.lastSeq(),
        watermark,
        row.keepFrom(),
        row.exportEpoch(),
        row.scanPosition(),
        row.importKeepFrom(),
        row.digest(),
        row.notes(),
        row.bytes(),
        row.keyMark(),
        row.logEntries(),
        row.purging());
  }

  private static Ownership withoutKeep(Ownership row) {
    return new Ownership(
        row.state(),
        row.epoch(),
        row.lastSeq(),
        row.watermark(),
        Ownership.UNSET,
        row.exportEpoch(),
        ByteString.EMPTY,
        row.importKeepFrom(),
        row.digest(),
        row.notes(),
        row.bytes(),
        row.keyMark(),
        row.logEntries(),
        row.purging());
  }
}
