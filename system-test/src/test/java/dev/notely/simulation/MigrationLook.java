package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.Fingerprint;
import dev.notely.store.notes.KeyRange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** What leaders see of a store: over the network. */
final class MigrationLook implements StoreInspection {
  private final Network.Server server;
  private final Function<UUID, SimulatedStore> stores;
  private final Network network;

  MigrationLook(Network.Server server, Function<UUID, SimulatedStore> stores, Network network) {
    this.server = server;
    this.stores = stores;
    this.network = network;
  }

  private <R> R call(Supplier<R> work) {
    return network.call(Network.Caller.ENGINE, server, work, StoreUnavailableException::new);
  }

  @Override
  public List<StoredAccount> rows(List<UUID> accounts) {
    return call(() ->
        accounts.stream()
            .map(id -> {
              var row = stores.apply(id).row();
              return new StoredAccount(id, StoreLink.row(row), row.bytes());
            })
            .toList());
  }

  @Override
  public Page rows(Optional<UUID> after, int limit) {
    throw new AssertionError("nobody here asks for all rows");
  }

  @Override
  public Range fingerprint(
      UUID account, ByteString after, ByteString until, int limit, boolean withVersions) {
    SimulatedStore store = stores.apply(account);
    Fingerprint print =
        call(() ->
            store
                .look()
                .fingerprint(
                    store.tables,
                    store.account(),
                    new KeyRange(after, until),
                    limit,
                    withVersions));
    return new Range(
        StoreLink.row(print.row()),
        print.lastKey(),
        print.end(),
        print.records(),
        new OwnershipRow.Digest(print.digest().high(), print.digest().low()),
        print.bytes(),
        print.versions().stream()
            .map(version ->
                new Version(version.key(), version.seq(), version.deleted(), version.hash()))
            .toList());
  }

  @Override
  public RecordStore.Reply repair(Placement proof, RecordStore.Batches scan) {
    throw new AssertionError("nothing here is ever damaged");
  }
}
