package dev.notely.proxy.store;

/**
 * A record or tombstone as the home has committed it, on its way to the second store. Only its
 * place in the order of the account's writes is looked at here.
 */
public interface CommittedRecord {
  /** The seq of the write that left it. */
  long seq();
}
