package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
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
    long began = nanoTime.getAsLong();
    try {
      NoteReply reply = stores.call(proof, call);
      ended(proof, began, null);
      return reply;
    } catch (RuntimeException e) {
      ended(proof, began, e);
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
          ended(proof, began, failure);
          done.accept(reply, failure);
        });
  }

  private void ended(Placement proof, long began, @Nullable RuntimeException failure) {
    if (failure == null || isTooLate(failure)) {
      listener.accept(proof.home(), (nanoTime.getAsLong() - began) / 1_000);
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
