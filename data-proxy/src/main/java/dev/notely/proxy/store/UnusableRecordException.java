package dev.notely.proxy.store;

import java.util.UUID;

/**
 * A store cannot read or cannot store one record, however often it is asked. Nothing of what was
 * asked has happened.
 */
public final class UnusableRecordException extends RuntimeException {
  private final String store;
  private final UUID record;
  private final String reason;

  public UnusableRecordException(String store, UUID record, String reason) {
    super("store '" + store + "' cannot use the record " + record + ": " + reason);
    this.store = store;
    this.record = record;
    this.reason = reason;
  }

  /** Name of the store. */
  public String store() {
    return store;
  }

  /** The note's id. */
  public UUID record() {
    return record;
  }

  /** Why, as a clause. */
  public String reason() {
    return reason;
  }
}
