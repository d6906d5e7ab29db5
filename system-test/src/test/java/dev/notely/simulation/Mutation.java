package dev.notely.simulation;

import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.routing.ShadowComparator;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.RecordStore;
import dev.notely.store.catalog.PlacementRules;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.RecordBatch;

/**
 * Where a rule of the protocol can be broken, to see that the simulation notices. Nothing is broken
 * here.
 */
class Mutation {
  static final Mutation NONE = new Mutation();

  OwnershipRules rules(String store) {
    return new OwnershipRules(store);
  }

  PlacementRules placementRules() {
    return new PlacementRules();
  }

  /** The tables of a user's write. */
  AccountTables writing(AccountTables tables, Weather weather) {
    return tables;
  }

  /** The tables of a batch into a copy. */
  AccountTables applying(AccountTables tables) {
    return tables;
  }

  /** The tables of dual writes into a copy. */
  AccountTables dualWriting(AccountTables tables) {
    return tables;
  }

  /** The tables of a drain into the home of an overlaid account. */
  AccountTables draining(AccountTables tables) {
    return tables;
  }

  /** An account is open as soon as the first piece of its log is there. */
  boolean opensWithAPart() {
    return false;
  }

  /** Every move is by the strategy lazy. */
  boolean lazy() {
    return false;
  }

  /** Every run has dual writes and shadow reads. */
  boolean mirrors() {
    return false;
  }

  /** How shadow reads are compared. */
  ShadowComparator comparator() {
    return new ShadowComparator();
  }

  /** A batch on its way. */
  RecordBatch travelling(RecordBatch batch) {
    return batch;
  }

  /** The first batch after the seal. */
  RecordBatch lastChanges(RecordBatch batch) {
    return batch;
  }

  /** A store as the engine uses it. */
  RecordStore engineStore(RecordStore link, SimulatedStore store, Baton baton) {
    return link;
  }

  /** A store as a proxy reaches it for what a user has touched. */
  RecordStore touchedStore(RecordStore link, SimulatedStore store) {
    return link;
  }

  /** The catalog as the engine uses it. */
  PlacementCatalog engineCatalog(PlacementCatalog link) {
    return link;
  }

  /** The stores as users' operations reach them. */
  NoteStores proxyStores(NoteStores link) {
    return link;
  }

  /** The cache of a proxy. */
  PlacementCache cache(PlacementCatalog link) {
    return new PlacementCache(link);
  }

  /** What provisional reads are validated with. */
  PlacementCatalog validating(PlacementCatalog link, PlacementCache cache) {
    return link;
  }
}
