package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.RecordBatch;
import dev.notely.store.notes.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Batches and answers that lack something. */
final class MessageMutations {
  private MessageMutations() {}

  static Mutation travelling(UnaryOperator<RecordBatch> change) {
    return new Mutation() {
      @Override
      OwnershipRules rules(String store) {
        return new RuleMutations.Undigested(store);
      }

      @Override
      RecordBatch travelling(RecordBatch batch) {
        return change.apply(batch);
      }
    };
  }

  static RecordBatch withoutTombstones(RecordBatch batch) {
    return new RecordBatch(
        batch.records().stream().filter(record -> !record.deleted()).toList(),
        batch.log(),
        batch.keyMark(),
        batch.range());
  }

  static RecordBatch withoutLog(RecordBatch batch) {
    return new RecordBatch(batch.records(), List.of(), batch.keyMark(), batch.range());
  }

  static RecordBatch withoutMark(RecordBatch batch) {
    return new RecordBatch(batch.records(), batch.log(), 0, batch.range());
  }

  static Mutation lastChangesSkipped() {
    return new Mutation() {
      @Override
      OwnershipRules rules(String store) {
        return new RuleMutations.Undigested(store);
      }

      @Override
      RecordBatch lastChanges(RecordBatch batch) {
        return new RecordBatch(List.of(), List.of(), batch.keyMark(), batch.range());
      }
    };
  }

  /** A batch replaces whatever is there: what is there looks older than anything. */
  static Mutation alwaysReplaces() {
    return new Mutation() {
      @Override
      OwnershipRules rules(String store) {
        return new RuleMutations.Undigested(store);
      }

      @Override
      AccountTables applying(AccountTables tables) {
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

  /** The write is committed, and the process may die before its log entry is. */
  static Mutation logOutsideTransaction() {
    return new Mutation() {
      @Override
      AccountTables writing(AccountTables tables, Weather weather) {
        return new ForwardingTables(tables) {
          @Override
          public void putLogged(ByteString account, LoggedWrite entry, boolean recent) {
            if (!weather.happens(0.1)) {
              super.putLogged(account, entry, recent);
            }
          }
        };
      }
    };
  }

  static Mutation notValidated() {
    return new Mutation() {
      @Override
      NoteStores proxyStores(NoteStores link) {
        return new ForwardingNotes(link) {
          @Override
          public NoteReply call(Placement proof, NoteCall call) {
            NoteReply reply = super.call(proof, call);
            return new NoteReply(
                reply.refusal(), reply.rowEpoch(), false, reply.body(), reply.aside());
          }
        };
      }
    };
  }
}
