package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long users wait for each store: for its replies, and in vain until their deadlines, so
 * that a store which nobody gets an answer of is not taken for one that nobody asks. Other failures
 * are not told: what is refused at once says nothing about what users feel.
 */
public final class TimedStores implements NoteStores {
  private final NoteStores stores;
  private final ObjLongConsumer<String> listener;
  private final LongSupplier nanoTime;

  /**
   * Watches calls to stores.
   *
   * @param listener gets a store and microseconds, on the event loop: must neither block nor throw
   */
  public TimedStores(NoteStores stores, ObjLongConsumer<String> listener, LongSupplier nanoTime) {
    this.stores = stores;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    return timed(proof.home(), () -> stores.call(proof, call));
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    return timed(overlaid.home(), () -> stores.call(overlaid, call, former));
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    return timed(overlaid.second(), () -> stores.fallback(overlaid, call));
  }

  private NoteReply timed(String store, Supplier<NoteReply> asked) {
    long began = nanoTime.getAsLong();
    try {
      NoteReply reply = asked.get();
      ended(store, began, null);
      return reply;
    } catch (RuntimeException e) {
      ended(store, began, e);
      throw e;
    }
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    long began = nanoTime.getAsLong();
    stores.callAsync(
        proof,
        call,
        (reply, failure) -> {
          ended(proof.home(), began, failure);
          done.accept(reply, failure);
        });
  }

  private void ended(String store, long began, @Nullable RuntimeException failure) {
    if (failure == null || isTooLate(failure)) {
      listener.accept(store, (nanoTime.getAsLong() - began) / 1_000);
    }
  }

  private static boolean isTooLate(RuntimeException failure) {
    return failure instanceof StatusRuntimeException e
        && e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    stores.shadowAsync(seen, call, done);
  }
}
