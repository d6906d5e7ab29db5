package dev.notely.store.notes;

import java.util.Optional;

/**
 * What a command on an account's records did.
 *
 * @param refusal empty if it was done
 * @param row as it is after the command
 * @param alarm this must not happen if everybody keeps to the protocol
 */
public record RecordReply(Optional<Refusal> refusal, Ownership row, boolean alarm) {
  static RecordReply done(Ownership row) {
    return new RecordReply(Optional.empty(), row, false);
  }

  static RecordReply refused(Refusal refusal, Ownership row) {
    return new RecordReply(Optional.of(refusal), row, false);
  }

  /** The command was carried out, or had been before. */
  public boolean isDone() {
    return refusal.isEmpty();
  }
}
