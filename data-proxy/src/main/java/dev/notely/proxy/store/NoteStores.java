package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stores, as users' operations reach them: at the home that a placement names, with the
 * placement as proof. The caller's deadline goes along.
 */
public interface NoteStores {
  /**
   * Blocks for the reply.
   *
   * @throws StoreUnavailableException if the store did not answer: a write may or may not have
   *     happened, and may be sent again with its key
   */
  NoteReply call(Placement proof, NoteCall call);

  /**
   * Hands over the reply, or the failure that {@link #call} would throw, on the event loop: what it
   * does there must not block.
   */
  void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done);

  /**
   * As {@link #callAsync}, of a read, at the second store of a placement: for comparison only. The
   * row there answers if it is a copy of exactly this epoch. A record that cannot be read there is
   * an {@link UnusableRecordException}.
   */
  void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done);
}
