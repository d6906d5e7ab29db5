package dev.notely.store.sqlite;

/** The writer's queue is full: the work was not accepted. */
public final class SqliteBusyException extends RuntimeException {
  SqliteBusyException(int bound) {
    super("more than " + bound + " writes are waiting");
  }
}
