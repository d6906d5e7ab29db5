package dev.notely.store.notes;

import com.google.protobuf.ByteString;

/**
 * Which part of a copy a batch is; batches must join what is there without a gap, and may overlap
 * it.
 */
public sealed interface BatchRange {
  /** Does it join what the row has? */
  boolean follows(Ownership row);

  /** The row after it. */
  Ownership advance(Ownership row);

  /** Part of a scan: positions compare bytewise. */
  record Scan(ByteString from, ByteString to) implements BatchRange {
    /** The last batch of a scan. */
    public boolean isEnd() {
      return ScanPosition.atEnd(to);
    }

    @Override
    public boolean follows(Ownership row) {
      return ScanPosition.compare(from, row.scanPosition()) <= 0;
    }

    @Override
    public Ownership advance(Ownership row) {
      Ownership further =
          ScanPosition.compare(to, row.scanPosition()) > 0
              ? row.withScan(to, row.importKeepFrom())
              : row;
      return further.scanPosition().equals(ScanPosition.END)
          ? further.withWatermark(Math.max(row.watermark(), row.importKeepFrom()))
          : further;
    }
  }

  /** Everything with {@code from < seq <= to}. */
  record Changes(long from, long to) implements BatchRange {
    @Override
    public boolean follows(Ownership row) {
      return row.watermark() != Ownership.UNSET && row.watermark() >= from;
    }

    @Override
    public Ownership advance(Ownership row) {
      return row.withWatermark(Math.max(row.watermark(), to));
    }
  }
}
