package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/** What an operation on notes comes to. */
public sealed interface NoteAnswer {
  /** The ownership row does not permit it; nothing was done. */
  record Refused(Refusal refusal, long rowEpoch, boolean alarm) implements NoteAnswer {}

  /**
   * A get or a write.
   *
   * @param row as the answer found or left it
   * @param repeated answered from the request log
   * @param committed the record or tombstone that a write left; empty if it changed nothing now
   * @param tombstone of a shadow read that found no note: seq at which it was deleted, as far as
   *     this store keeps it; else 0
   * @param former of a read at the former home of an overlaid account: the record, where there is
   *     one
   */
  record One(
      Outcome outcome,
      Optional<NoteVersion> note,
      Ownership row,
      boolean repeated,
      Optional<StoredRecord> committed,
      long tombstone,
      Optional<StoredRecord> former)
      implements NoteAnswer {
    public long rowEpoch() {
      return row.epoch();
    }

    /** The row is sealed: counts only if the catalog still names this epoch. */
    public boolean provisional() {
      return row.state() == RowState.SEALED;
    }

    /** The former home of an overlaid account answered. */
    public boolean isFormer() {
      return row.state() == RowState.READ_ONLY;
    }
  }

  /**
   * A page of a list; the row as it was then.
   *
   * @param part of a row of an overlaid account; empty where the page is the whole answer
   */
  record Page(List<ByteString> ids, boolean more, Ownership row, Optional<Part> part)
      implements NoteAnswer {
    public long rowEpoch() {
      return row.epoch();
    }

    /** As {@link One#provisional}. */
    public boolean provisional() {
      return row.state() == RowState.SEALED;
    }
  }

  /**
   * What makes a page one half of the answer: the list of an overlaid account is the union of its
   * home's and its former home's, less the home's tombstones.
   *
   * @param tombstones keys that are deleted, in order; at the home
   * @param reach ids and tombstones are complete up to and with this key; empty: to the end
   */
  record Part(List<ByteString> tombstones, ByteString reach) {
    public Part {
      tombstones = List.copyOf(tombstones);
    }
  }

  /** Outcomes of notes.proto that a store can give. */
  enum Outcome {
    OK,
    NOTE_NOT_FOUND,
    ID_TAKEN,
    OLDER_UPDATE,
    PRECONDITION_FAILED,
    KEY_REUSED,
    KEY_EXPIRED
  }
}
