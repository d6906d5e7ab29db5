package dev.notely.proxy.placement;

/** The catalog did not answer in time. What was asked may or may not have happened. */
public final class CatalogUnavailableException extends RuntimeException {
  public CatalogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public CatalogUnavailableException(String message) {
    super(message);
  }
}
