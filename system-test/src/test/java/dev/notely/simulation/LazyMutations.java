package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.ListCall;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.Decision;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lazy moves that break a single rule. */
final class LazyMutations {
  private LazyMutations() {}

  private static class Lazy extends Mutation {
    @Override
    boolean lazy() {
      return true;
    }
  }

  static Mutation rules(Function<String, OwnershipRules> rules) {
    return new Lazy() {
      @Override
      OwnershipRules rules(String store) {
        return rules.apply(store);
      }
    };
  }

  /** Whoever comes with an old placement is answered as before. */
  static OwnershipRules notDemoted(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision read(Ownership row, Proof proof) {
        return row.state() == RowState.READ_ONLY ? new Go(row) : super.read(row, proof);
      }
    };
  }

  /** Taken for as long as the home is one. */
  static OwnershipRules lateBase(String store) {
    return new OwnershipRules(store) {
      @Override
      public Decision drain(Ownership row, Proof proof) {
        boolean isHome = row.state() == RowState.OVERLAID || row.state() == RowState.SERVING;
        return isHome ? new Go(row) : super.drain(row, proof);
      }

      @Override
      public boolean isFormer(Ownership row, StoredRecord record) {
        return true;
      }
    };
  }

  static Mutation drainOverwrites() {
    return new Lazy() {
      @Override
      AccountTables draining(AccountTables tables) {
        return blind(tables);
      }
    };
  }

  /** What is there looks as if it were not. */
  private static AccountTables blind(AccountTables tables) {
    return new ForwardingTables(tables) {
      @Override
      public Optional<StoredRecord> record(ByteString account, ByteString key) {
        return Optional.empty();
      }

      @Override
      public long tombstone(ByteString account, ByteString key) {
        return 0;
      }
    };
  }

  private static Mutation touching(BiFunction<RecordStore, SimulatedStore, RecordStore> change) {
    return new Lazy() {
      @Override
      RecordStore touchedStore(RecordStore link, SimulatedStore store) {
        return change.apply(link, store);
      }
    };
  }

  /** A user's touch brings what the former home had, whatever has been written since. */
  static Mutation touchOverwrites() {
    return touching((link, store) ->
        new CallerMutations.ForwardingStore(link) {
          @Override
          public Reply drain(Placement proof, RecordBatch records) {
            return StoreLink.reply(
                store.drain(
                    StoreLink.of(proof),
                    StoreLink.content(records).records(),
                    LazyMutations::blind));
          }
        });
  }

  /** A user's touch takes the note from the former home, and it has not come to the home. */
  static Mutation touchForgetsTheHome() {
    return touching((link, _) ->
        new CallerMutations.ForwardingStore(link) {
          @Override
          public Reply drain(Placement proof, RecordBatch records) {
            return new Reply(Refusal.NONE, describe(proof.account()));
          }
        });
  }

  static Mutation deletesWithoutTrace() {
    return new Lazy() {
      @Override
      AccountTables writing(AccountTables tables, Weather weather) {
        return new ForwardingTables(tables) {
          @Override
          public void putTombstone(ByteString account, ByteString key, long seq) {}
        };
      }
    };
  }

  private static Mutation asking(UnaryOperator<NoteStores> change) {
    return new Lazy() {
      @Override
      NoteStores proxyStores(NoteStores link) {
        return change.apply(link);
      }
    };
  }

  /** The former home has none, so there is none. */
  static Mutation noSecondLook() {
    return asking(link ->
        new ForwardingNotes(link) {
          @Override
          public NoteReply call(
              Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
            if (former.isPresent() || call.isWrite()) {
              return super.call(overlaid, call, former);
            }
            return new NoteReply(
                Refusal.NONE,
                overlaid.epoch(),
                false,
                new NoteAnswer.One(
                    NoteAnswer.Outcome.NOTE_NOT_FOUND,
                    Optional.empty(),
                    Ownership.NONE,
                    false,
                    Optional.empty(),
                    0,
                    Optional.empty()));
          }
        });
  }

  /** What moves between the two looks is missed by both. */
  static Mutation listsTheHomeFirst() {
    return asking(link ->
        new ForwardingNotes(link) {
          private @Nullable NoteReply early;

          @Override
          public NoteReply fallback(Placement overlaid, NoteCall call) {
            early = call instanceof ListCall ? super.call(overlaid, call) : null;
            return super.fallback(overlaid, call);
          }

          @Override
          public NoteReply call(Placement proof, NoteCall call) {
            NoteReply first = early;
            early = null;
            return first != null && call instanceof ListCall ? first : super.call(proof, call);
          }
        });
  }

  private static Mutation moving(UnaryOperator<RecordStore> change) {
    return new Lazy() {
      @Override
      RecordStore engineStore(RecordStore link, SimulatedStore store, Baton baton) {
        return change.apply(link);
      }
    };
  }

  static Mutation logLeftBehind() {
    return moving(link ->
        new CallerMutations.ForwardingStore(link) {
          @Override
          public Reply open(Placement proof, OwnershipRow former, List<RecordBatch> log) {
            return super.open(proof, former, List.of());
          }
        });
  }

  static Mutation opensWithAPart() {
    return new Lazy() {
      @Override
      boolean opensWithAPart() {
        return true;
      }
    };
  }

  /** The former home is taken for empty as soon as it is read-only. */
  static Mutation drainedTooEarly() {
    return moving(link ->
        new CallerMutations.ForwardingStore(link) {
          @Override
          public OwnershipRow describe(UUID account) {
            OwnershipRow row = super.describe(account);
            return row.state() == OwnershipRow.State.READ_ONLY
                ? new OwnershipRow(
                    row.state(),
                    row.epoch(),
                    row.lastSeq(),
                    row.watermark(),
                    row.keepFrom(),
                    row.scanPosition(),
                    row.digest(),
                    0,
                    row.purging(),
                    row.keyMark())
                : row;
          }
        });
  }
}
