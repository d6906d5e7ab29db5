package dev.notely.store.catalog;

/** The catalog does not do what it was asked; nothing was changed. */
public final class CatalogRefusedException extends RuntimeException {
  /** Why. */
  public enum Reason {
    NO_SUCH_ACCOUNT,
    ID_TAKEN,
    NO_SUCH_STORE,
    NO_SUCH_MIGRATION,
    /** A migration of this name has not ended. */
    NAME_TAKEN,
    /** The account takes part in another migration that has not ended. */
    IN_ANOTHER_MIGRATION,
    /** Not in this state, or a guard does not hold. */
    NOT_PERMITTED,
    /** The migration has changed since the caller looked. */
    CHANGED_SINCE
  }

  private final Reason reason;

  CatalogRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
