package dev.notely.store.sqlite;

/** When the work's turn came, nobody waited for it any more: nothing of it happened. */
public final class TooLateException extends RuntimeException {
  TooLateException() {
    super("the deadline passed while it waited for its turn; nothing happened");
  }
}
