package dev.notely.proxy.store;

import dev.notely.proxy.placement.Placement;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Stores that no user's operation may come to; a test overrides what it asks for. */
public class UnaskedStores implements NoteStores {
  @Override
  public NoteReply call(Placement proof, NoteCall call) {
    throw unasked();
  }

  @Override
  public NoteReply call(Placement overlaid, NoteCall call, Optional<CommittedRecord> former) {
    throw unasked();
  }

  @Override
  public NoteReply fallback(Placement overlaid, NoteCall call) {
    throw unasked();
  }

  @Override
  public void callAsync(
      Placement proof,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    throw unasked();
  }

  @Override
  public void shadowAsync(
      Placement seen,
      NoteCall call,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done) {
    throw unasked();
  }

  private static AssertionError unasked() {
    return new AssertionError("nobody asks this");
  }
}
