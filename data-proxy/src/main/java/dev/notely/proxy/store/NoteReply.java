package dev.notely.proxy.store;

/**
 * A store's reply to a user's operation.
 *
 * @param refusal NONE: the body is the answer
 * @param rowEpoch of the account at the store
 * @param provisional the row is sealed: the answer counts only if the catalog, asked from now on,
 *     still names this epoch
 * @param body the answer as it came
 * @param aside what else the reply says
 */
public record NoteReply(
    Refusal refusal, long rowEpoch, boolean provisional, Object body, Aside aside) {
  /** Says no more than its answer. */
  public NoteReply(Refusal refusal, long rowEpoch, boolean provisional, Object body) {
    this(refusal, rowEpoch, provisional, body, Aside.NOTHING);
  }
}
