package dev.notely.proxy.migration;

/**
 * A hand-off cannot go on now; the account is served where it is, and a later attempt begins where
 * this one ended.
 */
public final class MoveFailedException extends RuntimeException {
  private final boolean finding;

  MoveFailedException(String message, boolean finding) {
    super(message);
    this.finding = finding;
  }

  /** True where the data is not what it must be: trying again would not mend it. */
  public boolean isFinding() {
    return finding;
  }
}
