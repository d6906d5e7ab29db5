package dev.notely.proxy.store;

/**
 * A store did not answer, or could not. What was asked may or may not have happened; every command
 * of the contract may be sent again.
 */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreUnavailableException(String message) {
    super(message);
  }
}
