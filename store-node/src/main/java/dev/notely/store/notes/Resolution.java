package dev.notely.store.notes;

/**
 * What was decided about a row that is no record.
 *
 * @param atMs Unix milliseconds
 */
public record Resolution(How how, String reason, String actor, long atMs) {
  /** What became of the row. */
  public enum How {
    /** It is a record of an account now. */
    FIX,
    /** It counts no more, and stays where it is. */
    DROP
  }

  /** The same decision by the same person: a retry of it. */
  boolean isAgain(How otherHow, String otherReason, String otherActor) {
    return how == otherHow && reason.equals(otherReason) && actor.equals(otherActor);
  }
}
