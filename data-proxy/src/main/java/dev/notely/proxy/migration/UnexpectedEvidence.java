package dev.notely.proxy.migration;

import dev.notely.proxy.store.StoreInspection.Raw;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import dev.notely.proxy.store.UnusableRecordException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the journal keeps of data that was not expected: at most 20 records, about 256 KiB. */
final class UnexpectedEvidence {
  static final int MAX_RECORDS = 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_RAW = 256 * 1024;

  private UnexpectedEvidence() {}

  /**
   * Of rows of an adopted file.
   *
   * @param count of all of them
   * @param first at most {@link #MAX_RECORDS}
   */
  static String ofRows(long count, List<Unconverted> first) {
    ObjectNode evidence = JSON.createObjectNode().put("count", count);
    var records = evidence.putArray("records");
    int left = MAX_RAW;
    for (Unconverted row : first) {
      ObjectNode one =
          records
              .addObject()
              .put("store", row.store())
              .put("source", row.source())
              .put("row", row.row())
              .put("id", row.id())
              .put("reason", row.reason());
      Optional<Raw> raw = row.raw();
      if (raw.isPresent()) {
        int length = raw.get().json().length();
        put(one, raw.get(), length <= left);
        left -= Math.min(length, left);
      }
    }
    return evidence.toString();
  }

  /** Of one record that a store cannot use. */
  static String ofRecord(UnusableRecordException found, Optional<Raw> raw) {
    ObjectNode evidence = JSON.createObjectNode().put("count", 1);
    ObjectNode one =
        evidence
            .putArray("records")
            .addObject()
            .put("store", found.store())
            .put("id", found.record().toString())
            .put("reason", found.reason());
    raw.ifPresent(row -> put(one, row, true));
    return evidence.toString();
  }

  private static void put(ObjectNode record, Raw raw, boolean fits) {
    if (fits) {
      record.set("raw", JSON.readTree(raw.json()));
    }
    record.put("truncated", raw.truncated() || !fits).put("bytes", raw.bytes());
  }
}
