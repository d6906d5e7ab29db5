package dev.notely.proxy.routing;

/**
 * The operation did not come to an answer within its bounds. A write may or may not have happened.
 */
public final class RouteFailedException extends RuntimeException {
  private final boolean late;

  RouteFailedException(String message) {
    this(message, false);
  }

  private RouteFailedException(String message, boolean late) {
    super(message);
    this.late = late;
  }

  /** Of a caller who waits no longer: to try again is of no use to it. */
  static RouteFailedException late(String message) {
    return new RouteFailedException(message, true);
  }

  /** True if the bound was the caller's deadline. */
  public boolean isLate() {
    return late;
  }
}
