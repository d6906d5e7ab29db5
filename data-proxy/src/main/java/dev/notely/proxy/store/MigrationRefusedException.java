package dev.notely.proxy.store;

/** The catalog answered no: nothing was changed. The message is for the operator. */
public final class MigrationRefusedException extends RuntimeException {
  /** Why. */
  public enum Reason {
    /** There is no such migration. */
    NOT_FOUND,
    /** Its name is taken by one that has not ended. */
    TAKEN,
    /** Its state, or a guard, does not permit it. */
    NOT_PERMITTED,
    /** The request itself is wrong. */
    INVALID
  }

  private final Reason reason;

  public MigrationRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
