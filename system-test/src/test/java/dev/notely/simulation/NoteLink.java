package dev.notely.simulation;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import dev.notely.proxy.store.Refusal;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.Proof;
import java.util.function.BiConsumer;
import java.util.function.Function;
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

  /** A shadow read: compares, proves nothing. */
  void shadow(Placement seen, NoteCall call) {
    send(seen, call, Proof.Role.SHADOW, seen.second());
  }

  private NoteReply send(Placement proof, NoteCall call, Proof.Role role, String at) {
    SimulatedStore store = stores.apply(at);
    NoteAnswer answer =
        network.call(
            Network.Caller.PROXY,
            store.server,
            () ->
                store.answer(
                    new Proof(store.account(), proof.home(), proof.epoch(), role),
                    (SimulatedCall) call),
            StoreUnavailableException::new);
    return switch (answer) {
      case NoteAnswer.Refused refused ->
          new NoteReply(
              Refusal.valueOf(refused.refusal().name()), refused.rowEpoch(), false, answer);
      case NoteAnswer.One one ->
          new NoteReply(Refusal.NONE, one.rowEpoch(), one.provisional(), answer);
      case NoteAnswer.Page page ->
          new NoteReply(Refusal.NONE, page.rowEpoch(), page.provisional(), answer);
    };
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    NoteReply reply;
    try {
      reply = call(proof, call);
    } catch (StoreUnavailableException e) {
      done.accept(null, e);
      return;
    }
    done.accept(reply, null);
  }
}
