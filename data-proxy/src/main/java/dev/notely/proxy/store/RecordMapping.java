package dev.notely.proxy.store;

import dev.notely.proto.store.v1.Row;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow.Digest;
import dev.notely.proxy.store.OwnershipRow.State;
import java.util.OptionalLong;

/** Between the wire and the values of this room. */
public final class RecordMapping {
  private RecordMapping() {}

  static Refusal refusal(dev.notely.proto.store.v1.Refusal refusal) {
    return switch (refusal) {
      case NOT_REFUSED -> Refusal.NONE;
      case STALE_EPOCH -> Refusal.STALE_EPOCH;
      case SEALED_ROW -> Refusal.SEALED_ROW;
      case NOT_HOME -> Refusal.NOT_HOME;
      case WRONG_STORE -> Refusal.WRONG_STORE;
      case NOT_CLOSED -> Refusal.NOT_CLOSED;
      case PURGING -> Refusal.PURGING;
      case GAP -> Refusal.GAP;
      case MISMATCH -> Refusal.MISMATCH;
      case COMPLETE -> Refusal.COMPLETE;
      case IN_USE -> Refusal.IN_USE;
      case ASK_FALLBACK -> Refusal.ASK_FALLBACK;
      case UNRECOGNIZED ->
          throw new StoreUnavailableException("the store answered a refusal of a newer protocol");
    };
  }

  static OwnershipRow row(Row row) {
    State state =
        switch (row.getState()) {
          case NONE -> State.NONE;
          case IMPORTING -> State.IMPORTING;
          case READY -> State.READY;
          case SERVING -> State.SERVING;
          case SEALED -> State.SEALED;
          case CLOSED -> State.CLOSED;
          case READ_ONLY -> State.READ_ONLY;
          case OVERLAID -> State.OVERLAID;
          case UNRECOGNIZED ->
              throw new StoreUnavailableException("the store answered a state of a newer protocol");
        };
    return new OwnershipRow(
        state,
        row.getEpoch(),
        row.getLastSeq(),
        row.hasWatermark() ? OptionalLong.of(row.getWatermark()) : OptionalLong.empty(),
        row.hasKeepFrom() ? OptionalLong.of(row.getKeepFrom()) : OptionalLong.empty(),
        row.getScanPosition(),
        new Digest(row.getDigest().getHigh(), row.getDigest().getLow()),
        row.getNotes(),
        row.getPurging(),
        row.getKeyMark());
  }

  /** A placement of the catalog. */
  public static Placement placement(dev.notely.proto.catalog.v1.Placement placement) {
    Phase phase =
        switch (placement.getPhase()) {
          case NEW -> Phase.NEW;
          case SETTLED -> Phase.SETTLED;
          case MOVING -> Phase.MOVING;
          case MOVED -> Phase.MOVED;
          case KEPT -> Phase.KEPT;
          case RETURNING -> Phase.RETURNING;
          case SWITCHING -> Phase.SWITCHING;
          case OVERLAID -> Phase.OVERLAID;
          case PHASE_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalStateException("the catalog answered an unknown phase");
        };
    return new Placement(
        Ids.uuid("account", placement.getAccount()),
        placement.getEpoch(),
        placement.getHome(),
        placement.getSecond(),
        phase,
        placement.getVersion(),
        placement.getMigration());
  }
}
