package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordStore;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.FinalState;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RecordBatch;
import dev.notely.store.notes.RecordDigest;
import dev.notely.store.notes.RecordOperations;
import dev.notely.store.notes.RecordReply;
import dev.notely.store.notes.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store as engines and proxies see it: over the network. */
final class StoreLink implements RecordStore {
  private static final int BATCH = 2;

  /** Where a scan comes to the request log. */
  private static final ByteString LOG_POSITION = ByteString.copyFrom(new byte[] {2});

  private final Network.Server server;
  private final Function<UUID, SimulatedStore> stores;
  private final Network network;
  private final Network.Caller caller;
  private final Mutation mutation;
  private final BiFunction<ByteString, RecordBatch, RecordBatch> line;

  StoreLink(
      Network.Server server,
      Function<UUID, SimulatedStore> stores,
      Network network,
      Network.Caller caller,
      Mutation mutation) {
    this(server, stores, network, caller, mutation, (_, batch) -> batch);
  }

  /**
   * @param line what becomes of an account's batches on their way
   */
  StoreLink(
      Network.Server server,
      Function<UUID, SimulatedStore> stores,
      Network network,
      Network.Caller caller,
      Mutation mutation,
      BiFunction<ByteString, RecordBatch, RecordBatch> line) {
    this.mutation = mutation;
    this.line = line;
    this.server = server;
    this.stores = stores;
    this.network = network;
    this.caller = caller;
  }

  /** Batches as they travel. */
  record Batch(RecordBatch content) implements dev.notely.proxy.store.RecordBatch {
    @Override
    public int records() {
      return content.records().size();
    }

    @Override
    public long toSeq() {
      return content.range() instanceof BatchRange.Changes changes ? changes.to() : 0;
    }

    @Override
    public ByteString toPosition() {
      return content.range() instanceof BatchRange.Scan scan ? scan.to() : ByteString.EMPTY;
    }
  }

  @Override
  public String name() {
    return server.name;
  }

  @Override
  public Reply admit(Placement proof) {
    return command(proof, RecordOperations::admit);
  }

  @Override
  public Reply beginExport(Placement proof) {
    return command(proof, RecordOperations::beginExport);
  }

  @Override
  public Reply beginImport(Placement proof, long keepFrom) {
    return send(() ->
        of(proof.account())
            .command((records, tables) -> records.beginImport(tables, of(proof), keepFrom)));
  }

  @Override
  public Reply close(Placement proof) {
    return command(proof, RecordOperations::close);
  }

  @Override
  public Reply release(Placement proof) {
    return command(proof, RecordOperations::release);
  }

  @Override
  public Reply purge(Placement proof) {
    return command(proof, RecordOperations::purge);
  }

  private interface Command {
    RecordReply run(RecordOperations records, AccountTables tables, Proof proof);
  }

  private Reply command(Placement proof, Command command) {
    return send(() ->
        of(proof.account()).command((records, tables) -> command.run(records, tables, of(proof))));
  }

  private Reply send(Supplier<RecordReply> work) {
    return reply(call(work));
  }

  private <R> R call(Supplier<R> work) {
    return network.call(caller, server, work, StoreUnavailableException::new);
  }

  @Override
  public List<Reply> dual(List<DualWrite> writes) {
    return writes.stream().map(write -> dual(write.proof(), write.records())).toList();
  }

  private Reply dual(Placement proof, List<CommittedRecord> records) {
    return send(() ->
        of(proof.account())
            .dual(of(proof), records.stream().map(NoteLink.Committed::stored).toList()));
  }

  @Override
  public Reply demote(Placement proof) {
    return command(proof, RecordOperations::demote);
  }

  @Override
  public Batches log(Placement proof) {
    return scan(proof, LOG_POSITION, 0);
  }

  @Override
  public Reply open(
      Placement proof, OwnershipRow former, List<dev.notely.proxy.store.RecordBatch> log) {
    List<RecordBatch> batches = log.stream().map(StoreLink::content).toList();
    List<LoggedWrite> entries = batches.stream().flatMap(batch -> batch.log().stream()).toList();
    long mark =
        batches.stream().mapToLong(RecordBatch::keyMark).reduce(former.keyMark(), Math::max);
    return reply(
        call(() -> of(proof.account()).open(of(proof), former.lastSeq(), mark, entries))
            .orElseThrow(() -> new StoreUnavailableException(server.name + " has died")));
  }

  @Override
  public Reply drain(Placement proof, dev.notely.proxy.store.RecordBatch records) {
    return send(() -> of(proof.account()).drain(of(proof), content(records).records()));
  }

  @Override
  public Reply evict(Placement proof, dev.notely.proxy.store.RecordBatch records) {
    List<ByteString> keys = content(records).records().stream().map(StoredRecord::key).toList();
    return command(proof, (operations, tables, of) -> operations.evict(tables, of, keys));
  }

  @Override
  public dev.notely.proxy.store.RecordBatch batch(List<CommittedRecord> records) {
    return new Batch(
        new RecordBatch(
            records.stream().map(NoteLink.Committed::stored).toList(),
            List.of(),
            0,
            new BatchRange.Scan(ByteString.EMPTY, ByteString.EMPTY)));
  }

  static RecordBatch content(dev.notely.proxy.store.RecordBatch batch) {
    return ((Batch) batch).content();
  }

  @Override
  public SealReply seal(Placement proof, long afterSeq) {
    SimulatedStore store = of(proof.account());
    record Sealed(RecordReply reply, Optional<RecordBatch> changes) {}
    Sealed sealed =
        call(() -> {
          List<RecordBatch> changes = new ArrayList<>();
          RecordReply reply =
              store.command((records, tables) -> {
                RecordReply done = records.seal(tables, of(proof));
                if (done.isDone() && records.mayExport(tables, of(proof), afterSeq).isDone()) {
                  changes.add(records.changes(tables, store.account(), afterSeq, BATCH));
                }
                return done;
              });
          return new Sealed(reply, changes.stream().findFirst());
        });
    Reply reply = reply(sealed.reply());
    Batch first =
        sealed
            .changes()
            .map(mutation::travelling)
            .map(mutation::lastChanges)
            .map(batch -> line.apply(store.account(), batch))
            .map(Batch::new)
            .orElse(null);
    return new SealReply(
        reply.refusal(),
        reply.row(),
        first,
        first != null && first.toSeq() >= reply.row().lastSeq());
  }

  @Override
  public Batches scan(Placement proof, ByteString after, int atMost) {
    SimulatedStore store = of(proof.account());
    return new Stream<>(
        store,
        after,
        _ -> store.command((records, tables) -> records.mayScan(tables, of(proof))),
        (records, position) ->
            records.scan(store.tables, store.account(), position, batch(atMost))) {
      @Override
      ByteString after(RecordBatch batch) {
        return ((BatchRange.Scan) batch.range()).to();
      }

      @Override
      boolean isLast(RecordBatch batch, Ownership row) {
        return ((BatchRange.Scan) batch.range()).isEnd();
      }
    };
  }

  private static int batch(int atMost) {
    return atMost == 0 ? BATCH : Math.min(atMost, BATCH);
  }

  @Override
  public Batches changes(Placement proof, long afterSeq, int atMost) {
    SimulatedStore store = of(proof.account());
    return new Stream<>(
        store,
        afterSeq,
        from -> store.command((records, tables) -> records.mayExport(tables, of(proof), from)),
        (records, seq) -> records.changes(store.tables, store.account(), seq, batch(atMost))) {
      @Override
      Long after(RecordBatch batch) {
        return ((BatchRange.Changes) batch.range()).to();
      }

      @Override
      boolean isLast(RecordBatch batch, Ownership row) {
        return after(batch) >= row.lastSeq();
      }
    };
  }

  /** Batches that are read at the store when they are asked for. */
  private abstract class Stream<P> implements Batches {
    private final SimulatedStore store;
    private final Function<P, RecordReply> permission;
    private final BiFunction<RecordOperations, P, RecordBatch> read;
    private final Ownership atOpening;
    private P position;
    private boolean ended;

    Stream(
        SimulatedStore store,
        P position,
        Function<P, RecordReply> permission,
        BiFunction<RecordOperations, P, RecordBatch> read) {
      this.store = store;
      this.position = position;
      this.permission = permission;
      this.read = read;
      this.atOpening = check(call(() -> permission.apply(position))).row();
    }

    abstract P after(RecordBatch batch);

    abstract boolean isLast(RecordBatch batch, Ownership row);

    private RecordReply check(RecordReply reply) {
      if (!reply.isDone()) {
        throw new RefusedException(reply(reply).refusal());
      }
      return reply;
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public dev.notely.proxy.store.RecordBatch next() {
      if (ended) {
        throw new NoSuchElementException();
      }
      P from = position;
      RecordReply[] allowed = new RecordReply[1];
      Optional<RecordBatch> found =
          call(() -> {
            // Again for each batch: a release may have come between.
            allowed[0] = permission.apply(from);
            return allowed[0].isDone()
                ? Optional.of(read.apply(store.records(), from))
                : Optional.empty();
          });
      RecordBatch batch =
          found.orElseThrow(() -> new RefusedException(reply(allowed[0]).refusal()));
      position = after(batch);
      ended = isLast(batch, atOpening);
      return new Batch(line.apply(store.account(), mutation.travelling(batch)));
    }

    @Override
    public void close() {}
  }

  @Override
  public Import openImport(Placement proof) {
    return new Import() {
      @Override
      public Reply apply(dev.notely.proxy.store.RecordBatch batch, @Nullable Ready ready) {
        Optional<FinalState> wanted =
            Optional.ofNullable(ready)
                .map(r ->
                    new FinalState(
                        r.finalSeq(),
                        new RecordDigest(r.digest().high(), r.digest().low()),
                        r.notes()));
        return send(() -> of(proof.account()).apply(of(proof), ((Batch) batch).content(), wanted));
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public OwnershipRow describe(UUID account) {
    return row(call(of(account)::row));
  }

  private SimulatedStore of(UUID account) {
    return stores.apply(account);
  }

  static Proof of(Placement placement) {
    return new Proof(
        Accounts.bytes(placement.account()), placement.home(), placement.epoch(), Proof.Role.HOME);
  }

  static Reply reply(RecordReply reply) {
    return new Reply(
        reply.refusal().map(r -> Refusal.valueOf(r.name())).orElse(Refusal.NONE), row(reply.row()));
  }

  static OwnershipRow row(Ownership row) {
    return new OwnershipRow(
        OwnershipRow.State.valueOf(row.state().name()),
        row.epoch(),
        row.lastSeq(),
        optional(row.watermark()),
        optional(row.keepFrom()),
        row.scanPosition(),
        new OwnershipRow.Digest(row.digest().high(), row.digest().low()),
        row.notes(),
        row.purging(),
        row.keyMark());
  }

  private static OptionalLong optional(long seq) {
    return seq == Ownership.UNSET ? OptionalLong.empty() : OptionalLong.of(seq);
  }
}
