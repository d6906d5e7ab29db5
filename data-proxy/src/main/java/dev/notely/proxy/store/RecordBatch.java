package dev.notely.proxy.store;

import com.google.protobuf.ByteString;

/**
 * A batch of records on its way between two stores. Only the size is looked at here; the content is
 * the stores' affair.
 */
public interface RecordBatch {
  /** Records and tombstones in it. */
  int records();

  /** Seq up to which a changes batch reaches; 0 for a scan batch. */
  long toSeq();

  /** Position up to which a scan batch reaches; empty for a changes batch. */
  ByteString toPosition();
}
