package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.Fingerprint;
import dev.notely.store.notes.KeyRange;
import dev.notely.store.notes.StoredRecord;
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
  private final Network.Caller caller;

  MigrationLook(
      Network.Server server,
      Function<UUID, SimulatedStore> stores,
      Network network,
      Network.Caller caller) {
    this.caller = caller;
    this.server = server;
    this.stores = stores;
    this.network = network;
  }

  private <R> R call(Supplier<R> work) {
    return network.call(caller, server, work, StoreUnavailableException::new);
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
  public UnconvertedPage unconverted(
      RowPosition after, int limit, boolean withRaw, List<UUID> accounts) {
    throw new AssertionError("nothing here was adopted");
  }

  @Override
  public void resolve(String source, long row, Decision decision, String actor, String reason) {
    throw new AssertionError("nothing here was adopted");
  }

  @Override
  public Optional<Raw> raw(UUID account, UUID record) {
    throw new AssertionError("nothing here is ever damaged");
  }

  @Override
  public RecordStore.Reply repair(Placement proof, RecordStore.Batches scan) {
    SimulatedStore store = stores.apply(proof.account());
    ByteString after = ByteString.EMPTY;
    while (true) {
      List<StoredRecord> records =
          scan.hasNext() ? ((StoreLink.Batch) scan.next()).content().records() : List.of();
      boolean last = records.isEmpty();
      KeyRange range = new KeyRange(after, last ? ByteString.EMPTY : records.getLast().key());
      RecordStore.Reply reply =
          StoreLink.reply(
              network.once(
                  caller,
                  server,
                  () -> store.repair(StoreLink.of(proof), range, records),
                  StoreUnavailableException::new));
      if (last || !reply.done()) {
        return reply;
      }
      after = range.until();
    }
  }
}
