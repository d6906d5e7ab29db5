package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/** What to do with a row that is no record. */
public sealed interface Resolve {
  /** Why, for the record of it. */
  String reason();

  /** Who decided. */
  String actor();

  /** It becomes a record of the proof's account. */
  record Fix(Proof proof, ByteString id, NoteValue value, String reason, String actor)
      implements Resolve {
    public Fix {
      NoteLimits.complaint(value)
          .ifPresent(complaint -> {
            throw new IllegalArgumentException("fix.value: its " + complaint);
          });
    }
  }

  /** It counts no more. */
  record Drop(String reason, String actor) implements Resolve {}

  /** What came of it. */
  sealed interface Outcome {}

  /** It is so. */
  record Done(Resolution resolution, Ownership row) implements Outcome {}

  /** The account's row does not permit it. */
  record Refused(RecordReply reply) implements Outcome {}

  /** There is no such row. */
  record Unknown() implements Outcome {}

  /** It cannot be done; a sentence. */
  record NotPossible(String why) implements Outcome {}
}
