package dev.notely.proxy.routing;

import dev.notely.proxy.store.NoteCall;
import dev.notely.proxy.store.NoteReply;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a user's operation comes to an answer without a thread that waits for it. */
public interface AsyncRoute {
  /** Answers by callback, once: the reply or the failure. */
  void route(
      NoteCall call,
      Instant deadline,
      BiConsumer<@Nullable NoteReply, @Nullable RuntimeException> done);
}
