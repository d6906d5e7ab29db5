package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;

/**
 * A scan at the pace that a permit gives: it rests after each batch, and its batches are small
 * while users are held up. A batch counts as done when it is asked whether there is another.
 */
final class PacedScan implements RecordStore.Batches {
  private final RecordStore source;
  private final Placement placement;
  private final MovePermit permit;
  private final boolean fresh;
  private ByteString position;
  private int atOnce;
  private RecordStore.Batches batches;
  private boolean taken; // a batch that is not paid for yet
  private int records; // in it

  private PacedScan(
      RecordStore source, Placement placement, ByteString after, MovePermit permit, boolean fresh) {
    this.source = source;
    this.placement = placement;
    this.permit = permit;
    this.fresh = fresh;
    this.position = after;
    this.atOnce = permit.batch();
    this.batches = source.scan(placement, position, atOnce);
  }

  /** From a position on. */
  static PacedScan of(
      RecordStore source, Placement placement, ByteString after, MovePermit permit) {
    return new PacedScan(source, placement, after, permit, false);
  }

  /**
   * From the beginning; each batch is read after the rest before it, for whoever could not do with
   * one that has grown old meanwhile.
   */
  static PacedScan fresh(RecordStore source, Placement placement, MovePermit permit) {
    return new PacedScan(source, placement, ByteString.EMPTY, permit, true);
  }

  @Override
  public boolean hasNext() {
    if (!taken) {
      return batches.hasNext();
    }
    taken = false;
    permit.spent(records);
    permit.rest();
    if (!batches.hasNext()) {
      return false;
    }
    if (fresh || permit.batch() != atOnce) {
      batches.close();
      atOnce = permit.batch();
      batches = source.scan(placement, position, atOnce);
    }
    return batches.hasNext(); // of a new scan: what there was may have been deleted meanwhile
  }

  @Override
  public RecordBatch next() {
    RecordBatch batch = batches.next();
    position = batch.toPosition();
    records = batch.records();
    taken = true;
    return batch;
  }

  @Override
  public void close() {
    batches.close();
  }
}
