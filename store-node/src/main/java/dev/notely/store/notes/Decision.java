package dev.notely.store.notes;

/** What {@link OwnershipRules} say to a command. */
public sealed interface Decision {
  /**
   * Go on.
   *
   * @param row the row as the command leaves it; differs from the row before where the command
   *     changes it or a proof opened it
   */
  record Go(Ownership row) implements Decision {}

  /**
   * Do not, and change nothing.
   *
   * @param alarm this must not happen if everybody keeps to the protocol: count and log it
   */
  record Refused(Refusal refusal, boolean alarm) implements Decision {}
}
