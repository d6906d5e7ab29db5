package dev.notely.store.notes;

import java.util.List;

/**
 * A batch of records on its way between two stores.
 *
 * @param keyMark of the store it comes from
 */
public record RecordBatch(
    List<StoredRecord> records, List<LoggedWrite> log, long keyMark, BatchRange range) {
  public RecordBatch {
    records = List.copyOf(records);
    log = List.copyOf(log);
  }
}
