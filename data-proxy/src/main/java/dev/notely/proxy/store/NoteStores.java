package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.Optional;
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
   * As {@link #call(Placement, NoteCall)}, of one note of an overlaid account, once the former home
   * was asked.
   *
   * @param former the record that it has of the note; empty: it has none
   */
  NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former);

  /**
   * Blocks for what the former home of an overlaid account, its second store, still has: of a list
   * the same list, of a get or a write the one note. It proves nothing, and answers at exactly this
   * epoch. Errors as of {@link #call(Placement, NoteCall)}.
   */
  NoteReply fallback(Placement overlaid, NoteCall call);

  /**
   * Hands over the reply, or the failure that {@link #call(Placement, NoteCall)} would throw, on
   * the event loop: what it does there must not block.
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
