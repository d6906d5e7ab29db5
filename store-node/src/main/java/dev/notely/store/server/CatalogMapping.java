package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.ClaimedMoves;
import dev.notely.proto.catalog.v1.CutOver;
import dev.notely.proto.catalog.v1.Move;
import dev.notely.proto.catalog.v1.Phase;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementChange.Kind;
import dev.notely.store.catalog.AccountEntry;
import dev.notely.store.catalog.Chore;
import dev.notely.store.catalog.MoveQueue;
import dev.notely.store.catalog.MoveRecord;
import dev.notely.store.catalog.PlacementChange;
import dev.notely.store.catalog.PlacementRow;

/** Between the wire and the room of the catalog. */
final class CatalogMapping {
  private CatalogMapping() {}

  /** Where a page of accounts begins: nowhere yet, or after an id. */
  static ByteString after(ByteString after) {
    return after.isEmpty() ? after : RequestFields.id("after", after);
  }

  static Placement placement(PlacementRow row) {
    return Placement.newBuilder()
        .setAccount(row.account())
        .setEpoch(row.epoch())
        .setHome(row.home())
        .setSecond(row.second())
        .setPhase(Phase.forNumber(row.phase().code()))
        .setVersion(row.version())
        .setMigration(row.migration())
        .build();
  }

  static dev.notely.proto.catalog.v1.AccountEntry entry(AccountEntry entry) {
    return dev.notely.proto.catalog.v1.AccountEntry.newBuilder()
        .setId(entry.id())
        .setName(entry.name())
        .setTier(entry.tier())
        .setRegion(entry.region())
        .setPlacement(placement(entry.placement()))
        .build();
  }

  static PlacementChange change(dev.notely.proto.catalog.v1.PlacementChange change) {
    if (change.getLazy() && change.getKind() != Kind.BEGIN) {
      throw new IllegalArgumentException("lazy is set; only a BEGIN has it");
    }
    return switch (change.getKind()) {
      case ADMIT -> new PlacementChange.Admit();
      case BEGIN -> {
        if (change.getSecond().isEmpty()) {
          throw new IllegalArgumentException("second is empty; a begin names the target");
        }
        yield new PlacementChange.Begin(change.getSecond(), change.getLazy());
      }
      case COMMIT ->
          new PlacementChange.Commit(
              records(change.getCutOver()), change.getCutOver().getPauseMicros());
      case DRAINED -> new PlacementChange.Drained(records(change.getCutOver()));
      case ABORT -> new PlacementChange.Abort();
      case SETTLE -> new PlacementChange.Settle();
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "kind is not set; it is ADMIT, BEGIN, COMMIT, ABORT, DRAINED or SETTLE");
    };
  }

  private static long records(CutOver cutOver) {
    if (cutOver.getRecords() < 0) {
      throw new IllegalArgumentException(
          "cut_over.records is "
              + Long.toUnsignedString(cutOver.getRecords())
              + "; it is at most "
              + Long.MAX_VALUE);
    }
    return cutOver.getRecords();
  }

  static ClaimedMoves claimed(MoveQueue.Claimed claimed) {
    ClaimedMoves.Builder reply = ClaimedMoves.newBuilder().setWaiting(claimed.waiting());
    for (MoveQueue.Work work : claimed.work()) {
      reply.addMoves(
          Move.newBuilder()
              .setPlacement(placement(work.placement()))
              .addAllChores(work.chores().stream().map(CatalogMapping::chore).toList())
              .setRecordsPerSecond(work.recordsPerSecond())
              .setKeepOverlay(work.keepOverlay()));
    }
    return reply.build();
  }

  static dev.notely.proto.catalog.v1.MoveRecord move(MoveRecord move) {
    return dev.notely.proto.catalog.v1.MoveRecord.newBuilder()
        .setId(move.id())
        .setAccount(move.account())
        .setFromStore(move.from())
        .setToStore(move.to())
        .setEpoch(move.epoch())
        .setCommittedAtMs(move.committedAtMs())
        .setRecords(move.records())
        .setPauseMicros(move.pauseMicros())
        .build();
  }

  static dev.notely.proto.catalog.v1.Chore chore(Chore chore) {
    return dev.notely.proto.catalog.v1.Chore.newBuilder()
        .setAccount(chore.account())
        .setStore(chore.store())
        .setEpoch(chore.epoch())
        .setKindValue(chore.kind().code())
        .setHome(chore.home())
        .build();
  }

  static Chore chore(dev.notely.proto.catalog.v1.Chore chore) {
    ByteString account = RequestFields.id("account", chore.getAccount());
    Chore.Kind kind =
        switch (chore.getKind()) {
          case RELEASE -> Chore.Kind.RELEASE;
          case PURGE -> Chore.Kind.PURGE;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("kind is not set; it is RELEASE or PURGE");
        };
    return new Chore(account, chore.getStore(), chore.getEpoch(), kind, chore.getHome());
  }
}
