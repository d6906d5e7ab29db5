package dev.notely.store.catalog;

/** The catalog does not do what it was asked; nothing was changed. */
public final class CatalogRefusedException extends RuntimeException {
  /** Why. */
  public enum Reason {
    NO_SUCH_ACCOUNT,
    ID_TAKEN,
    NO_SUCH_STORE
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
