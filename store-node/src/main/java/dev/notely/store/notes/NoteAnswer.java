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
   * @param provisional the row is sealed: counts only if the catalog still names this epoch
   * @param repeated answered from the request log
   */
  record One(
      Outcome outcome,
      Optional<NoteVersion> note,
      long rowEpoch,
      boolean provisional,
      boolean repeated)
      implements NoteAnswer {}

  /** A page of a list. */
  record Page(List<ByteString> ids, boolean more, long rowEpoch, boolean provisional)
      implements NoteAnswer {}

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
