package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.MigrationState;
import dev.notely.store.catalog.PlacementPhase;
import dev.notely.store.catalog.PlacementRow;
import dev.notely.store.notes.KeyRange;
import dev.notely.store.notes.NoteValue;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RecordBatch;
import dev.notely.store.notes.RecordVersion;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * What no protocol can prevent: in some runs records of copies are changed behind their store's
 * back, in others batches on their way to a new home. Whoever is damaged is written down here, so
 * that a finding about anybody else is false.
 */
final class MigrationDamage {
  /** Content of what was planted. */
  static final ByteString PLANTED = ByteString.copyFromUtf8("nobody wrote this");

  private static final int ALL = 1_000;

  /** Later than that an account may be settled between a look at its copy and a blow to it. */
  private static final Set<MigrationState> BEFORE_FINISHING =
      EnumSet.of(
          MigrationState.RUNNING,
          MigrationState.PAUSED,
          MigrationState.HELD,
          MigrationState.SOAKING);

  private enum Kind {
    NONE,
    COPIES,
    LINES
  }

  private final Baton baton;
  private final Random random;
  private final MigrationHub hub;
  private final BiFunction<ByteString, String, SimulatedStore> stores;
  private final BiConsumer<ByteString, ByteString> reader;
  private final long until;
  private final Kind kind;
  private final Set<ByteString> damaged = new HashSet<>();

  /**
   * @param stores what a store holds of an account
   * @param reader a user who comes across a record of an account that was struck
   * @param until microseconds; afterwards nothing is damaged any more
   */
  MigrationDamage(
      Baton baton,
      Random random,
      MigrationHub hub,
      BiFunction<ByteString, String, SimulatedStore> stores,
      BiConsumer<ByteString, ByteString> reader,
      long until) {
    this.baton = baton;
    this.random = random;
    this.hub = hub;
    this.stores = stores;
    this.reader = reader;
    this.until = until;
    this.kind =
        switch (random.nextInt(6)) {
          case 0 -> Kind.COPIES;
          case 1 -> Kind.LINES;
          default -> Kind.NONE;
        };
  }

  boolean isOfCopies() {
    return kind == Kind.COPIES;
  }

  boolean isDamaged(ByteString account) {
    return damaged.contains(account);
  }

  int accounts() {
    return damaged.size();
  }

  /** Strikes copies until its time is over. */
  void strikeCopies() {
    while (baton.nowMicros() < until) {
      baton.pause(random.nextInt(4_000_000));
      List<PlacementRow> kept =
          hub.tables().placements().stream().filter(this::mayBeStruck).toList();
      if (!kept.isEmpty() && baton.nowMicros() < until) {
        strike(kept.get(random.nextInt(kept.size())));
      }
    }
  }

  private boolean mayBeStruck(PlacementRow placement) {
    if (placement.phase() != PlacementPhase.KEPT
        || !BEFORE_FINISHING.contains(
            hub.tables().migration(placement.migration()).orElseThrow().state())) {
      return false;
    }
    Ownership copy = stores.apply(placement.account(), placement.second()).row();
    return copy.state() == RowState.IMPORTING
        && copy.epoch() == placement.epoch()
        && copy.watermark() != Ownership.UNSET;
  }

  private void strike(PlacementRow placement) {
    ByteString account = placement.account();
    SimulatedStore copy = stores.apply(account, placement.second());
    List<StoredRecord> records = copy.tables.records(account, ByteString.EMPTY, ALL);
    List<RecordVersion> deleted = deleted(placement, copy);
    int blow = random.nextInt(4);
    if (blow == 3 && !deleted.isEmpty()) {
      RecordVersion dead = deleted.get(random.nextInt(deleted.size()));
      bringBack(copy, dead);
      reader.accept(account, dead.key());
    } else if (blow == 0 || records.isEmpty()) {
      byte[] key = new byte[16];
      random.nextBytes(key);
      copy.tables.putRecords(
          account, List.of(changed(new StoredRecord(ByteString.copyFrom(key), 1, false, PLANTED))));
    } else {
      StoredRecord record = records.get(random.nextInt(records.size()));
      if (blow == 1) {
        copy.tables.removeRecord(account, record.key());
      } else {
        copy.tables.putRecords(account, List.of(changed(record)));
      }
      reader.accept(account, record.key());
    }
    damaged.add(account);
  }

  /** What the home has deleted, as far as the copy knows of it. */
  private List<RecordVersion> deleted(PlacementRow placement, SimulatedStore copy) {
    ByteString account = placement.account();
    SimulatedStore home = stores.apply(account, placement.home());
    return home.tables.tombstones(account, KeyRange.ALL, ALL).stream()
        .filter(dead -> dead.seq() <= copy.row().watermark())
        .filter(dead -> copy.tables.record(account, dead.key()).isEmpty())
        .toList();
  }

  /** As if the copy had never heard of the delete. */
  private static void bringBack(SimulatedStore copy, RecordVersion dead) {
    copy.tables.putTombstone(copy.account(), dead.key(), 0);
    copy.tables.putRecords(
        copy.account(),
        List.of(
            changed(new StoredRecord(dead.key(), Math.max(1, dead.seq() - 1), false, PLANTED))));
  }

  private static StoredRecord changed(StoredRecord record) {
    return new StoredRecord(
        record.key(), record.seq(), false, new NoteValue(1, 1, PLANTED).encode());
  }

  /** A batch of an account as it arrives. */
  RecordBatch arriving(ByteString account, RecordBatch batch) {
    boolean spared =
        kind != Kind.LINES
            || baton.nowMicros() >= until
            || hub.placement(account).phase() != PlacementPhase.MOVING
            || batch.records().stream().allMatch(StoredRecord::deleted)
            || random.nextBoolean();
    if (spared) {
      return batch;
    }
    List<StoredRecord> records = new ArrayList<>(batch.records());
    records.replaceAll(record -> record.deleted() ? record : changed(record));
    damaged.add(account);
    return new RecordBatch(records, batch.log(), batch.keyMark(), batch.range());
  }
}
