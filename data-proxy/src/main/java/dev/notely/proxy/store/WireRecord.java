package dev.notely.proxy.store;

import dev.notely.proto.store.v1.Record;

/** A committed record as it goes over the wire. */
record WireRecord(Record record) implements CommittedRecord {
  @Override
  public long seq() {
    return record.getSeq();
  }

  static Record wire(CommittedRecord committed) {
    if (committed instanceof WireRecord(Record wire)) {
      return wire;
    }
    throw new IllegalArgumentException("not a record of the wire: " + committed.getClass());
  }
}
