package dev.notely.store.releases;

/** Not now; the message says why, and what to do about it. Nothing was changed. */
public final class ReleaseRefusedException extends RuntimeException {
  public ReleaseRefusedException(String message) {
    super(message);
  }
}
