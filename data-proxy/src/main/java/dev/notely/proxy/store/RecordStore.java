package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of one store's contract that moves an account (store.proto, RecordService): blocking,
 * each call bounded in time. The placement of every call is the catalog's, verbatim; its home and
 * epoch are the proof.
 *
 * <p>Every method throws {@link StoreUnavailableException} if the store did not answer.
 */
public interface RecordStore {
  /** Name in the catalog. */
  String name();

  Reply admit(Placement proof);

  Reply beginExport(Placement proof);

  Reply beginImport(Placement proof, long keepFrom);

  /**
   * Live records and then the request log, from a scan position; pulled: the store reads on only as
   * batches are taken.
   *
   * @param atMost records in a batch; 0: as many as the store likes
   */
  Batches scan(Placement proof, ByteString after, int atMost);

  /**
   * Changes after a seq up to the last one at the call.
   *
   * @param atMost records in a batch; 0: as many as the store likes
   */
  Batches changes(Placement proof, long afterSeq, int atMost);

  /** A warm line for batches; open it before the seal. */
  Import openImport(Placement proof);

  /**
   * Records that the homes have committed, into copies of these epochs; short in time. Each is for
   * itself, but an error ends the call for all that come after it.
   *
   * @return a reply for each, in their order; fewer: the call has ended with an error, and the
   *     others may be done or not
   */
  List<Reply> dual(List<DualWrite> writes);

  /**
   * Of one account.
   *
   * @param records at least one
   */
  record DualWrite(Placement proof, List<CommittedRecord> records) {
    public DualWrite {
      records = List.copyOf(records);
    }
  }

  SealReply seal(Placement proof, long afterSeq);

  Reply close(Placement proof);

  /** Strategy lazy, at the former home: from now on it answers fallback reads only. */
  Reply demote(Placement proof);

  /** The request log of a demoted row, all of it; a refusal ends it as of {@link #scan}. */
  Batches log(Placement proof);

  /**
   * Strategy lazy, at the new home: it serves from now on, over what the former home has left.
   *
   * @param former the row as {@link #demote} left it: seqs go on from its last one
   * @param log of the former home, read after that; keys are forgotten up to the highest mark of
   *     the row and of these batches, for the log may have been trimmed in between
   */
  Reply open(Placement proof, OwnershipRow former, List<RecordBatch> log);

  /**
   * Strategy lazy, at the new home: records of the former home, each taken only where there is
   * neither record nor tombstone.
   */
  Reply drain(Placement proof, RecordBatch records);

  /**
   * Strategy lazy, at the former home: removes records that the new home has; the row says how many
   * are left.
   */
  Reply evict(Placement proof, RecordBatch records);

  /** Records that one of the stores has, as a batch for {@link #drain} and {@link #evict}. */
  RecordBatch batch(List<CommittedRecord> records);

  /** Release of chores: epoch and home are the chore's. */
  Reply release(Placement proof);

  Reply purge(Placement proof);

  /** The row, unchanged. */
  OwnershipRow describe(UUID account);

  /** What a command did. */
  record Reply(Refusal refusal, OwnershipRow row) {
    public boolean done() {
      return refusal == Refusal.NONE;
    }
  }

  /**
   * Reply of a seal.
   *
   * @param row finalSeq is its lastSeq
   * @param changes the first batch after the seq that was asked for, null if refused
   * @param complete no further batch is needed
   */
  record SealReply(
      Refusal refusal, OwnershipRow row, @Nullable RecordBatch changes, boolean complete) {}

  /**
   * A stream of batches with flow control; close it in any case. A refusal ends it as {@link
   * RefusedException}.
   */
  interface Batches extends Iterator<RecordBatch>, AutoCloseable {
    @Override
    void close();
  }

  /** A stream of batches into an IMPORTING row; one reply per batch, in order. */
  interface Import extends AutoCloseable {
    /**
     * Applies a batch; with {@code ready} the row becomes READY if nothing is missing, else the
     * batch is not applied.
     */
    Reply apply(RecordBatch batch, @Nullable Ready ready);

    @Override
    void close();
  }

  /** What the source had when it was sealed. */
  record Ready(long finalSeq, OwnershipRow.Digest digest, long notes) {}

  /** The store refused to stream. */
  final class RefusedException extends RuntimeException {
    private final Refusal refusal;

    public RefusedException(Refusal refusal) {
      super("refused: " + refusal);
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }
  }
}
