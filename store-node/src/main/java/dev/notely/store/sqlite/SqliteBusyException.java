package dev.notely.store.sqlite;

/** The work was not accepted: the queue of the writer is full, or the file is being closed. */
public final class SqliteBusyException extends RuntimeException {
  SqliteBusyException(int bound) {
    super("the queue of " + bound + " writes is full, or the file is being closed");
  }
}
