package dev.notely.proxy.migration;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.RecordStore.Reply;
import java.util.function.Consumer;

/**
 * Streams batches from one store to another: each is applied before the one after the next is read,
 * so no more than two are in memory.
 */
final class Backfill {
  private Backfill() {}

  /**
   * How far a copy came.
   *
   * @param records applied
   * @param watermark up to which seq the copy is complete
   */
  record Progress(long records, long watermark) {}

  static long scan(
      RecordStore source,
      Placement placement,
      ByteString after,
      RecordStore.Import line,
      MovePermit permit) {
    long records = 0;
    try (PacedScan batches = PacedScan.of(source, placement, after, permit)) {
      while (batches.hasNext()) {
        RecordBatch batch = batches.next();
        apply(line, batch);
        records += batch.records();
      }
    }
    return records;
  }

  /**
   * Leaves it to the caller to rest after the last batch: perhaps a seal is next. How large the
   * batches are is decided once: there are few.
   *
   * @param rest after each of the others
   */
  static Progress changes(
      RecordStore source,
      Placement placement,
      long after,
      RecordStore.Import line,
      MovePermit permit,
      Runnable rest) {
    long[] watermark = {after};
    try (RecordStore.Batches batches = source.changes(placement, after, permit.batch())) {
      long records =
          copy(
              batches,
              permit,
              rest,
              batch -> {
                apply(line, batch);
                watermark[0] = batch.toSeq();
              });
      return new Progress(records, watermark[0]);
    }
  }

  /**
   * Applies the changes of a sealed source but for the last batch, which it answers: that one
   * completes the copy.
   */
  static RecordBatch allButLast(
      RecordStore source, Placement placement, long after, RecordStore.Import line) {
    try (RecordStore.Batches batches = source.changes(placement, after, 0)) {
      RecordBatch batch = batches.next();
      while (batches.hasNext()) {
        apply(line, batch);
        batch = batches.next();
      }
      return batch;
    }
  }

  private static long copy(
      RecordStore.Batches batches, MovePermit permit, Runnable rest, Consumer<RecordBatch> apply) {
    long records = 0;
    while (batches.hasNext()) {
      RecordBatch batch = batches.next();
      apply.accept(batch);
      records += batch.records();
      permit.spent(batch.records());
      if (batches.hasNext()) {
        rest.run();
      }
    }
    return records;
  }

  static void apply(RecordStore.Import line, RecordBatch batch) {
    Reply reply = line.apply(batch, null);
    if (!reply.done()) {
      throw new MoveFailedException("a batch was refused: " + reply.refusal(), false);
    }
  }
}
