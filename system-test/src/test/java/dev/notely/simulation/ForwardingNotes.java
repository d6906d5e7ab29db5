package dev.notely.simulation;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import dev.notely.proxy.store.NoteStores;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Passes every operation on; mutants override a single method. */
class ForwardingNotes implements NoteStores {
  private final NoteStores inner;

  ForwardingNotes(NoteStores inner) {
    this.inner = inner;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    return inner.call(proof, call);
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    return inner.call(overlaid, call, former);
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    return inner.fallback(overlaid, call);
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    inner.callAsync(proof, call, done);
  }

  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    inner.shadowAsync(seen, call, done);
  }
}
