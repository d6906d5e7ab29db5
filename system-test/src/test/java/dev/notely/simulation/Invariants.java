package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.store.catalog.Chore;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold after every step, and what must hold in the end. */
final class Invariants {
  private final Baton baton;
  private final Ledger ledger;
  private final Placed catalog;
  private final List<SimulatedStore> stores;
  private final Ownership[] checked;
  private long catalogEpoch;

  Invariants(Baton baton, Ledger ledger, Placed catalog, List<SimulatedStore> stores) {
    this.baton = baton;
    this.ledger = ledger;
    this.catalog = catalog;
    this.stores = stores;
    this.checked = new Ownership[stores.size()];
    java.util.Arrays.fill(checked, Ownership.NONE);
  }

  /** Where an account is, as its catalog knows. */
  interface Placed {
    Placement placement();

    /** It is under way, or chores are left. */
    boolean hasWork();

    List<Chore> chores();
  }

  /** Rows are immutable: the same row has been checked before. */
  @SuppressWarnings("ReferenceEquality")
  void afterStep() {
    long epoch = catalog.placement().epoch();
    if (epoch < catalogEpoch) {
      baton.fail("MonotonicEpoch", "the catalog fell from " + catalogEpoch + " to " + epoch);
    }
    catalogEpoch = epoch;
    int serving = 0;
    for (int i = 0; i < checked.length; i++) {
      Ownership row = stores.get(i).row();
      if (row.state() == RowState.SERVING || row.state() == RowState.OVERLAID) {
        serving++;
      }
      if (row != checked[i]) {
        checkRow(stores.get(i), checked[i], row);
        checked[i] = row;
      }
    }
    if (serving > 1) {
      baton.fail("OneWriter", "two stores serve at " + catalog.placement());
    }
  }

  private void checkRow(SimulatedStore store, Ownership before, Ownership row) {
    if (row.epoch() < before.epoch()) {
      baton.fail("MonotonicEpoch", store.server.name + " fell from " + before + " to " + row);
    }
    switch (row.state()) {
      case SERVING -> checkHome(store, row, notes(store));
      // What it has not, the former home still has: unless that is gone, or not demoted yet.
      case OVERLAID -> checkHome(store, row, overFormer(store));
      case READ_ONLY -> overlaid().ifPresent(home -> checkHome(home, home.row(), overFormer(home)));
      case NONE, IMPORTING, READY, SEALED, CLOSED -> {}
    }
    if (row.purging() && !before.purging()) {
      checkKept(store);
    }
  }

  /** Nothing is removed anywhere unless the home has everything. */
  private void checkKept(SimulatedStore purging) {
    String home = catalog.placement().home();
    for (SimulatedStore store : stores) {
      if (store.server.name.equals(home) && !hasAll(store)) {
        baton.fail(
            "Kept",
            purging.server.name + " is purged, but the home is " + store.row() + " at " + home);
      }
    }
  }

  private boolean hasAll(SimulatedStore store) {
    return switch (store.row().state()) {
      case SERVING, SEALED, READY, OVERLAID ->
          store.row().lastSeq() == ledger.size() && notes(store).equals(ledger.latest());
      case NONE, IMPORTING, CLOSED, READ_ONLY -> false;
    };
  }

  private Optional<SimulatedStore> overlaid() {
    return stores.stream().filter(store -> store.row().state() == RowState.OVERLAID).findAny();
  }

  /** What an overlaid account has: its home's notes, and the former home's that are not deleted. */
  private Map<ByteString, ByteString> overFormer(SimulatedStore home) {
    Map<ByteString, ByteString> all = new HashMap<>();
    stores.stream()
        .filter(store -> store.row().state() == RowState.READ_ONLY)
        .map(Invariants::notes)
        .forEach(all::putAll);
    all.keySet().removeIf(key -> home.tables.tombstone(home.account(), key) != 0);
    all.putAll(notes(home));
    return all;
  }

  /** Whoever serves has every write, and no other. */
  private void checkHome(SimulatedStore store, Ownership row, Map<ByteString, ByteString> here) {
    Map<ByteString, ByteString> truth = ledger.latest();
    if (!truth.keySet().containsAll(here.keySet())) {
      baton.fail("NoResurrection", store.server.name + " has " + here + " not " + truth);
    }
    if (!here.equals(truth) || row.lastSeq() != ledger.size()) {
      baton.fail(
          "NoLostWrite",
          store.server.name
              + " has "
              + here
              + " at seq "
              + row.lastSeq()
              + " not "
              + truth
              + " at "
              + ledger.size());
    }
  }

  private static Map<ByteString, ByteString> notes(SimulatedStore store) {
    Map<ByteString, ByteString> notes = new HashMap<>();
    for (StoredRecord record : store.tables.records(store.account(), ByteString.EMPTY, 100)) {
      notes.put(record.key(), dev.notely.store.notes.NoteValue.decode(record.value()).content());
    }
    return notes;
  }

  boolean isAtRest() {
    return catalog.placement().phase() == Phase.SETTLED && !catalog.hasWork();
  }

  void inTheEnd() {
    if (!isAtRest()) {
      baton.fail(
          "Converges",
          "still "
              + catalog.placement()
              + ", chores "
              + catalog.chores()
              + ", rows "
              + stores.stream().map(SimulatedStore::row).toList());
      return;
    }
    for (SimulatedStore store : stores) {
      Ownership row = store.row();
      boolean home = store.server.name.equals(catalog.placement().home());
      if (home && row.state() != RowState.SERVING) {
        baton.fail("Converges", "the home is " + row);
      }
      boolean gone =
          row.state() == RowState.NONE || row.state() == RowState.CLOSED || isBegunTooLate(row);
      if (!home && (!gone || row.notes() != 0)) {
        baton.fail("Converges", "a second copy is left: " + row);
      }
      if (home && row.keepFrom() != Ownership.UNSET) {
        baton.fail("Converges", "tombstones are kept for nobody: " + row);
      }
    }
  }

  /**
   * A begin of an import that arrived after all was over, at a store that had never heard of the
   * account: an empty row of an old epoch, which the next move takes over.
   */
  private boolean isBegunTooLate(Ownership row) {
    return row.state() == RowState.IMPORTING
        && row.epoch() < catalog.placement().epoch()
        && row.notes() == 0
        && row.lastSeq() == 0
        && row.logEntries() == 0
        && row.watermark() == Ownership.UNSET;
  }
}
