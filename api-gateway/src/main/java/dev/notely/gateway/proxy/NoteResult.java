package dev.notely.gateway.proxy;

import java.util.Optional;

/** What an operation on one note came to (notes.proto, Outcome). */
public record NoteResult(Outcome outcome, Optional<NoteView> note) {
  /** See notes.proto. */
  public enum Outcome {
    OK,
    NOTE_NOT_FOUND,
    ACCOUNT_NOT_FOUND,
    ID_TAKEN,
    OLDER_UPDATE,
    PRECONDITION_FAILED,
    KEY_REUSED,
    KEY_EXPIRED
  }
}
