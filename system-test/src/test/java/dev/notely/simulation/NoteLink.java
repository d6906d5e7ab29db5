package dev.notely.simulation;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.Aside;
import dev.notely.proxy.store.Aside.Sight;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.ListPart;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteVersion;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.StoredRecord;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stores as a proxy's users reach them: over the network. */
final class NoteLink implements NoteStores {
  private final Function<String, SimulatedStore> stores;
  private final Network network;

  NoteLink(Function<String, SimulatedStore> stores, Network network) {
    this.stores = stores;
    this.network = network;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    return send(proof, call, Proof.Role.HOME, proof.home());
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    Fallback told =
        former.map(Committed::stored).<Fallback>map(Fallback.Found::new).orElse(Fallback.NONE);
    return send(overlaid, call, Proof.Role.HOME, overlaid.home(), told);
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    return send(overlaid, call, Proof.Role.FALLBACK, overlaid.second());
  }

  /** A shadow read: compares, proves nothing. */
  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    handOver(() -> send(seen, call, Proof.Role.SHADOW, seen.second()), done);
  }

  /** A record as it travels. */
  record Committed(StoredRecord record) implements CommittedRecord {
    @Override
    public long seq() {
      return record.seq();
    }

    static StoredRecord stored(CommittedRecord committed) {
      return ((Committed) committed).record();
    }
  }

  private record Told(
      Optional<CommittedRecord> committed,
      Optional<Sight> sight,
      Optional<CommittedRecord> former,
      Optional<ListPart> part)
      implements Aside {
    @Override
    public long micros() {
      return 0;
    }
  }

  private static Told told(NoteAnswer.One one) {
    return new Told(
        one.committed().map(Committed::new),
        Optional.of(
            sight(
                one.row(),
                false,
                one.note().map(NoteVersion::seq).orElse(0L),
                one.tombstone(),
                one.note().map(NoteVersion::value))),
        one.former().map(Committed::new),
        Optional.empty());
  }

  private static Told told(NoteAnswer.Page page) {
    return new Told(
        Optional.empty(),
        Optional.of(sight(page.row(), true, 0, 0, page.ids())),
        Optional.empty(),
        page.part().map(part -> new ListPart(page.ids(), part.tombstones(), part.reach())));
  }

  private static Sight sight(
      Ownership row, boolean page, long seq, long tombstone, Object content) {
    return new Sight(
        row.lastSeq(),
        row.watermark() == Ownership.UNSET
            ? OptionalLong.empty()
            : OptionalLong.of(row.watermark()),
        page,
        seq,
        tombstone,
        content);
  }

  private NoteReply send(Placement proof, NoteCall call, Proof.Role role, String at) {
    return send(proof, call, role, at, Fallback.UNASKED);
  }

  private NoteReply send(
      Placement proof, NoteCall call, Proof.Role role, String at, Fallback fallback) {
    SimulatedStore store = stores.apply(at);
    NoteAnswer answer =
        network.call(
            Network.Caller.PROXY,
            store.server,
            () ->
                store.answer(
                    new Proof(store.account(), proof.home(), proof.epoch(), role),
                    (SimulatedCall) call,
                    fallback),
            StoreUnavailableException::new);
    return switch (answer) {
      case NoteAnswer.Refused refused ->
          new NoteReply(
              Refusal.valueOf(refused.refusal().name()), refused.rowEpoch(), false, answer);
      case NoteAnswer.One one ->
          new NoteReply(Refusal.NONE, one.rowEpoch(), one.provisional(), answer, told(one));
      case NoteAnswer.Page page ->
          new NoteReply(Refusal.NONE, page.rowEpoch(), page.provisional(), answer, told(page));
    };
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    handOver(() -> call(proof, call), done);
  }

  private static void handOver(
      Supplier<NoteReply> call, BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    NoteReply reply;
    try {
      reply = call.get();
    } catch (StoreUnavailableException e) {
      done.accept(null, e);
      return;
    }
    done.accept(reply, null);
  }
}
