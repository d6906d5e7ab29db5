package dev.notely.store.notes;

import static dev.notely.store.notes.Ownership.UNSET;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.Decision.Refused;

/**
 * What an ownership row permits: the tables of the hand-off protocol as pure functions of (row,
 * command). Each condition has a counterexample without it, found by model checking; each is
 * covered by a mutant in the simulation. Not final: the simulation breaks single rules to see that
 * it notices.
 */
public class OwnershipRules {
  private final String store;

  /**
   * Rules of one store.
   *
   * @param store its name in the catalog
   */
  public OwnershipRules(String store) {
    this.store = store;
  }

  /**
   * Open on proof: the row serves, or is sealed, at the proof's epoch; or it never will on this
   * proof.
   */
  public Decision prove(Ownership row, Proof proof) {
    Decision named = here(row, proof);
    if (named instanceof Refused) {
      return named;
    }
    if (proof.epoch() == row.epoch()) {
      return row.state().isHome() ? new Go(row) : new Refused(Refusal.NOT_HOME, true);
    }
    // The target of a lazy move is named the home before it is opened: whoever asks, opens it.
    return row.state().opensOnProof()
        ? new Go(open(row, proof.epoch()))
        : new Refused(Refusal.NOT_HOME, !row.awaitsOpening());
  }

  private static Ownership open(Ownership row, long epoch) {
    Ownership serving = row.withState(RowState.SERVING, epoch);
    // A new home keeps tombstones from its first moment: the former home's copy can follow it
    // without a gap.
    return row.state() == RowState.READY
        ? serving
            .withKeep(row.lastSeq(), row.epoch() + 1)
            .withWatermark(UNSET)
            .withScan(ByteString.EMPTY, 0)
        : serving;
  }

  /** A read; the answer is provisional if the row that is left is SEALED. */
  public Decision read(Ownership row, Proof proof) {
    return switch (proof.role()) {
      case HOME -> prove(row, proof);
      case SHADOW -> shadow(row, proof);
      case FALLBACK -> formerHome(row, proof);
    };
  }

  private static Decision shadow(Ownership row, Proof proof) {
    if (proof.epoch() < row.epoch()) {
      return refuse(Refusal.STALE_EPOCH);
    }
    boolean isCopy =
        switch (row.state()) {
          case IMPORTING, READY, SERVING, SEALED -> true;
          // A former home that has nothing to follow stays CLOSED, and is a whole copy all the
          // same.
          case CLOSED -> row.watermark() != UNSET;
          case NONE, READ_ONLY, OVERLAID -> false;
        };
    return proof.epoch() == row.epoch() && isCopy ? new Go(row) : refuse(Refusal.NOT_HOME);
  }

  /**
   * What only the former home of an overlaid account does, at exactly the overlay's epoch: before
   * it was demoted it may still take writes, and after it nothing here is anybody's.
   */
  private Decision formerHome(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    boolean demoted = row.state() == RowState.READ_ONLY && row.epoch() == proof.epoch();
    return demoted ? new Go(row) : refuse(Refusal.NOT_HOME);
  }

  /** A user's write. */
  public Decision write(Ownership row, Proof proof) {
    return unsealed(prove(row, proof), Refusal.SEALED_ROW);
  }

  /** A write that needs to see all that the account has, which an overlaid row does not. */
  public Decision writeWhole(Ownership row, Proof proof) {
    return whole(write(row, proof), Refusal.NOT_HOME);
  }

  private static Decision unsealed(Decision proved, Refusal ifSealed) {
    return proved instanceof Go(Ownership row) && row.state() == RowState.SEALED
        ? refuse(ifSealed)
        : proved;
  }

  private static Decision whole(Decision proved, Refusal ifOverlaid) {
    return proved instanceof Go(Ownership row) && row.isOverlaid() ? refuse(ifOverlaid) : proved;
  }

  /** Birth: the catalog has just made the account, with this store as the home of epoch 1. */
  public Decision admit(Ownership row, Proof proof) {
    Decision named = here(row, proof);
    if (named instanceof Refused) {
      return named;
    }
    if (row.state() != RowState.NONE) {
      return new Go(row);
    }
    return proof.epoch() == 1
        ? new Go(row.withState(RowState.SERVING, 1))
        : new Refused(Refusal.NOT_HOME, true);
  }

  /** The home keeps tombstones from now on; what is overlaid must be drained first. */
  public Decision beginExport(Ownership row, Proof proof) {
    return switch (writeWhole(row, proof)) {
      case Refused refused -> refused;
      case Go(Ownership serving) ->
          new Go(
              serving.withKeep(
                  serving.keepFrom() == UNSET ? serving.lastSeq() : serving.keepFrom(),
                  proof.epoch()));
    };
  }

  /** Scan and changes: exactly this epoch, and only what is kept. */
  public Decision export(Ownership row, Proof proof, long afterSeq) {
    if (proof.epoch() < row.epoch()) {
      return refuse(Refusal.STALE_EPOCH);
    }
    if (proof.epoch() > row.epoch() || !row.state().exports() || !proof.home().equals(store)) {
      return refuse(Refusal.NOT_HOME);
    }
    return row.keepFrom() == UNSET || afterSeq < row.keepFrom() ? refuse(Refusal.GAP) : new Go(row);
  }

  /**
   * All records and the log, in order: of a home as {@link #export}, or of the former home of an
   * overlaid account, where no record changes any more and the new home keeps the tombstones.
   */
  public Decision scan(Ownership row, Proof proof) {
    return row.state() == RowState.READ_ONLY
        ? formerHome(row, proof)
        : export(row, proof, Long.MAX_VALUE);
  }

  /**
   * The target begins a copy or goes on with one. What it holds is kept only if its watermark
   * reaches {@code keepFrom}: below, the home has forgotten deletes, and they would come back.
   */
  public Decision beginImport(Ownership row, Proof proof, long keepFrom) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    if (row.state().isHome()) {
      return refuse(Refusal.NOT_CLOSED);
    }
    if (row.state() == RowState.READ_ONLY) {
      Decision left = leftEmpty(row, proof, Refusal.NOT_CLOSED);
      if (left instanceof Refused) {
        return left;
      }
    }
    boolean underWay = row.state() == RowState.IMPORTING || row.state() == RowState.READY;
    if (underWay && row.epoch() == proof.epoch()) {
      return row.purging() ? refuse(Refusal.PURGING) : new Go(row);
    }
    if (row.purging()) {
      return refuse(Refusal.PURGING);
    }
    Ownership importing =
        row.withState(RowState.IMPORTING, proof.epoch()).withKeep(UNSET, row.exportEpoch());
    return row.watermark() != UNSET && row.watermark() >= keepFrom
        ? new Go(importing.withScan(importing.scanPosition(), keepFrom))
        : new Go(
            importing
                .withWatermark(UNSET)
                .withScan(ByteString.EMPTY, keepFrom)
                .withPurging(row.state() != RowState.NONE));
  }

  /** A batch for a copy in the making, of exactly its epoch. */
  public Decision apply(Ownership row, Proof proof, BatchRange range) {
    return switch (repair(row, proof)) {
      case Refused refused -> refused;
      case Go(Ownership copy) -> range.follows(copy) ? new Go(copy) : refuse(Refusal.GAP);
    };
  }

  /** Replaces part of a copy in the making, of exactly its epoch. */
  public Decision repair(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    if (row.epoch() == proof.epoch() && row.state() == RowState.READY) {
      return refuse(Refusal.COMPLETE);
    }
    if (row.epoch() != proof.epoch() || row.state() != RowState.IMPORTING) {
      return refuse(Refusal.NOT_HOME);
    }
    return row.purging() ? refuse(Refusal.PURGING) : new Go(row);
  }

  /** Records that the home has committed, sent by a proxy: into a copy of exactly their epoch. */
  public Decision dual(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    boolean importing =
        row.epoch() == proof.epoch() && row.state() == RowState.IMPORTING && !row.purging();
    return importing ? new Go(row) : refuse(Refusal.NOT_HOME);
  }

  /**
   * A dual write counts only if it came after the home began to keep tombstones: what was written
   * and deleted before has left no trace at the home, so a late dual write of it would bring it
   * back. The scan has what is still there.
   */
  public boolean isTraced(Ownership row, StoredRecord record) {
    return record.seq() > row.importKeepFrom();
  }

  /** Is the copy, as the last batch leaves it, what the home had when it was sealed? */
  public Decision ready(Ownership row, FinalState wanted) {
    if (row.watermark() != wanted.finalSeq()) {
      return refuse(Refusal.GAP);
    }
    if (!row.digest().equals(wanted.digest()) || row.notes() != wanted.notes()) {
      return new Refused(Refusal.MISMATCH, true);
    }
    return new Go(row.withState(RowState.READY, row.epoch()).withSeq(wanted.finalSeq()));
  }

  /** Cut-over begins: no write from here on. What is overlaid must be drained first. */
  public Decision seal(Ownership row, Proof proof) {
    return switch (whole(prove(row, proof), Refusal.NOT_HOME)) {
      case Refused refused -> refused;
      case Go(Ownership home) -> new Go(home.withState(RowState.SEALED, home.epoch()));
    };
  }

  /**
   * The account was committed elsewhere at a higher epoch: what is here stays, as a copy up to its
   * last seq.
   */
  public Decision close(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    if (row.epoch() == proof.epoch()) {
      return new Go(row);
    }
    Ownership closed =
        row.withState(RowState.CLOSED, proof.epoch()).withKeep(UNSET, row.exportEpoch());
    return switch (row.state()) {
      case SEALED -> new Go(closed.withWatermark(row.lastSeq()));
      case READ_ONLY ->
          leftEmpty(row, proof, Refusal.NOT_CLOSED) instanceof Refused refused
              ? refused
              : new Go(closed);
      case SERVING, OVERLAID -> new Refused(Refusal.NOT_CLOSED, true);
      case NONE, IMPORTING, READY, CLOSED -> new Go(row);
    };
  }

  /**
   * A former home that has records left is the only place where they are: until the last was
   * evicted it is not closed, purged or begun anew. At its own epoch nobody may ask for that yet.
   */
  private static Decision leftEmpty(Ownership row, Proof proof, Refusal otherwise) {
    if (row.epoch() == proof.epoch()) {
      return refuse(otherwise);
    }
    return row.notes() == 0 ? new Go(row) : new Refused(otherwise, true);
  }

  /**
   * Lazy: the account was committed elsewhere, and what is here is read by whoever asks for it at
   * that epoch until it has moved.
   */
  public Decision demote(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    boolean lower = row.epoch() < proof.epoch();
    return switch (row.state()) {
      case READ_ONLY -> lower ? refuse(Refusal.NOT_HOME) : new Go(row);
      case SEALED ->
          lower
              ? new Go(
                  row.withState(RowState.READ_ONLY, proof.epoch())
                      .withKeep(UNSET, row.exportEpoch())
                      .withWatermark(UNSET))
              : refuse(Refusal.NOT_HOME);
      case SERVING, OVERLAID ->
          lower ? new Refused(Refusal.NOT_CLOSED, true) : refuse(Refusal.NOT_HOME);
      case NONE, IMPORTING, READY, CLOSED -> refuse(Refusal.NOT_HOME);
    };
  }

  /**
   * Lazy: the new home takes over with nothing but the log. Tombstones are kept from here on: a
   * delete of what is still at the former home leaves no other trace.
   *
   * @param lastSeq of the former home, which takes no writes any more
   * @param hasTombstones some are left of an older copy
   */
  public Decision openOverlay(Ownership row, Proof proof, long lastSeq, boolean hasTombstones) {
    Decision named = here(row, proof);
    if (named instanceof Refused) {
      return named;
    }
    if (proof.epoch() == row.epoch()) {
      boolean opened = row.isOverlaid() || row.state() == RowState.SERVING;
      return opened ? new Go(row) : refuse(Refusal.NOT_HOME);
    }
    if (row.state() != RowState.IMPORTING) {
      return refuse(Refusal.NOT_HOME);
    }
    return row.isEmpty() && !hasTombstones
        ? new Go(
            row.withState(RowState.OVERLAID, proof.epoch())
                .withSeq(lastSeq)
                .withKeep(lastSeq, proof.epoch())
                .withScan(ByteString.EMPTY, 0))
        : new Refused(Refusal.NOT_CLOSED, true);
  }

  /** Lazy: records of the former home, only while the overlay is on. */
  public Decision drain(Ownership row, Proof proof) {
    Decision named = here(row, proof);
    if (named instanceof Refused) {
      return named;
    }
    return row.epoch() == proof.epoch() && row.isOverlaid()
        ? new Go(row)
        : refuse(Refusal.NOT_HOME);
  }

  /**
   * Can a record be one of the former home's? Above its last seq are writes of this store, and what
   * claims to be one of them is nobody's.
   */
  public boolean isFormer(Ownership row, StoredRecord record) {
    return record.seq() <= row.keepFrom() && !record.deleted();
  }

  /** Lazy: records that the new home has leave the former home. */
  public Decision evict(Ownership row, Proof proof) {
    return formerHome(row, proof);
  }

  /** The second store is gone: tombstones may go, unless they belong to a later export. */
  public Decision release(Ownership row, Proof proof) {
    return switch (whole(unsealed(prove(row, proof), Refusal.IN_USE), Refusal.IN_USE)) {
      case Refused refused -> refused;
      case Go(Ownership home) when home.keepFrom() == UNSET -> new Go(home);
      case Go(Ownership home) when home.exportEpoch() < proof.epoch() ->
          new Go(home.withKeep(UNSET, home.exportEpoch()));
      case Go _ -> refuse(Refusal.IN_USE);
    };
  }

  /**
   * What is left here of an account that settled elsewhere may go; a copy begun since is not what
   * was meant.
   */
  public Decision purge(Ownership row, Proof proof) {
    Decision other = elsewhere(row, proof);
    if (other instanceof Refused) {
      return other;
    }
    if (row.state() == RowState.NONE) {
      return new Go(row);
    }
    if (row.state() == RowState.READ_ONLY) {
      Decision left = leftEmpty(row, proof, Refusal.IN_USE);
      if (left instanceof Refused) {
        return left;
      }
    }
    boolean olderCopy = !row.state().isHome() && row.epoch() < proof.epoch();
    boolean closedByThis = row.state() == RowState.CLOSED && row.epoch() == proof.epoch();
    if (!olderCopy && !closedByThis) {
      return refuse(Refusal.IN_USE);
    }
    boolean nothingLeft = closedByThis && !row.purging() && row.watermark() == UNSET;
    return new Go(
        nothingLeft
            ? row
            : row.withState(RowState.CLOSED, proof.epoch())
                .withKeep(UNSET, row.exportEpoch())
                .withWatermark(UNSET)
                .withPurging(true));
  }

  /** The proof names this store the home. */
  private Decision here(Ownership row, Proof proof) {
    if (proof.epoch() < row.epoch()) {
      return refuse(Refusal.STALE_EPOCH);
    }
    return proof.home().equals(store) ? new Go(row) : refuse(Refusal.WRONG_STORE);
  }

  /** The proof names another store the home. */
  private Decision elsewhere(Ownership row, Proof proof) {
    if (proof.epoch() < row.epoch()) {
      return refuse(Refusal.STALE_EPOCH);
    }
    return proof.home().equals(store) ? refuse(Refusal.WRONG_STORE) : new Go(row);
  }

  private static Decision refuse(Refusal refusal) {
    return new Refused(refusal, false);
  }
}
