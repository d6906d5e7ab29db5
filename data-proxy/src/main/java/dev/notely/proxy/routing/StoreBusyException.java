package dev.notely.proxy.routing;

/** So much is under way at a store that the operation was not begun. */
public final class StoreBusyException extends RuntimeException {
  StoreBusyException(String store) {
    super("store '" + store + "' is too busy for more requests");
  }
}
