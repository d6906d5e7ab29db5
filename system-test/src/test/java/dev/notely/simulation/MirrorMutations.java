package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.routing.ShadowComparator;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.Decision;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Dual writes and shadow reads that break a single rule. */
final class MirrorMutations {
  private MirrorMutations() {}

  /** Runs with dual writes and shadow reads; the digest, which would contain the damage, is off. */
  private static class Mirroring extends Mutation {
    @Override
    boolean mirrors() {
      return true;
    }

    @Override
    OwnershipRules rules(String store) {
      return new RuleMutations.Undigested(store);
    }
  }

  static Mutation rules(Function<String, OwnershipRules> rules) {
    return new Mirroring() {
      @Override
      OwnershipRules rules(String store) {
        return rules.apply(store);
      }
    };
  }

  /** What is there looks older than anything. */
  static Mutation replacesNewer() {
    return new Mirroring() {
      @Override
      AccountTables dualWriting(AccountTables tables) {
        return new ForwardingTables(tables) {
          @Override
          public Optional<StoredRecord> record(ByteString account, ByteString key) {
            return super.record(account, key)
                .map(record -> new StoredRecord(record.key(), 1, false, record.value()));
          }

          @Override
          public long tombstone(ByteString account, ByteString key) {
            return Math.min(1, super.tombstone(account, key));
          }
        };
      }
    };
  }

  static OwnershipRules olderEpoch(String store) {
    return new RuleMutations.Undigested(store) {
      @Override
      public Decision dual(Ownership row, Proof proof) {
        return row.state() == RowState.IMPORTING && !row.purging()
            ? new Go(row)
            : super.dual(row, proof);
      }

      @Override
      public boolean isTraced(Ownership row, StoredRecord record) {
        return true;
      }
    };
  }

  static OwnershipRules untraced(String store) {
    return new RuleMutations.Undigested(store) {
      @Override
      public boolean isTraced(Ownership row, StoredRecord record) {
        return true;
      }
    };
  }

  /** The copy believes to be complete up to the last record that it was sent. */
  static Mutation movesWatermark() {
    return new Mirroring() {
      @Override
      AccountTables dualWriting(AccountTables tables) {
        return new ForwardingTables(tables) {
          private long seq;

          @Override
          public void putRecords(ByteString account, List<StoredRecord> records) {
            seq = Math.max(seq, records.getLast().seq());
            super.putRecords(account, records);
          }

          @Override
          public void putTombstone(ByteString account, ByteString key, long at) {
            seq = Math.max(seq, at);
            super.putTombstone(account, key, at);
          }

          @Override
          public void putOwnership(ByteString account, Ownership row) {
            super.putOwnership(
                account,
                row.watermark() == Ownership.UNSET
                    ? row
                    : RuleMutations.withWatermark(row, Math.max(row.watermark(), seq)));
          }
        };
      }
    };
  }

  static Mutation comparing(ShadowComparator comparator) {
    return new Mirroring() {
      @Override
      OwnershipRules rules(String store) {
        return new OwnershipRules(store);
      }

      @Override
      ShadowComparator comparator() {
        return comparator;
      }
    };
  }

  static ShadowComparator ignoringSeqs() {
    return new ShadowComparator() {
      @Override
      public Verdict compare(Sight home, Sight copy) {
        return home.content().equals(copy.content()) ? Verdict.EQUAL : Verdict.MISMATCH;
      }
    };
  }

  /** A note that one of them does not have is nothing that could be compared. */
  static ShadowComparator ignoringDeletes() {
    return new ShadowComparator() {
      @Override
      protected Verdict notes(Sight home, Sight copy) {
        return home.seq() == 0 || copy.seq() == 0 ? Verdict.EQUAL : super.notes(home, copy);
      }
    };
  }

  static ShadowComparator alwaysComplete() {
    return new ShadowComparator() {
      @Override
      protected boolean isComplete(Sight copy, long seq) {
        return true;
      }
    };
  }
}
