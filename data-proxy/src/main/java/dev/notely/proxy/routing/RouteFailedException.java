package dev.notely.proxy.routing;

/**
 * The operation did not come to an answer within its bounds. A write may or may not have happened.
 */
public final class RouteFailedException extends RuntimeException {
  RouteFailedException(String message) {
    super(message);
  }
}
