package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.store.NoteCall;
import dev.notely.store.notes.NoteWrite;
import java.util.UUID;

/** A user's operation. */
sealed interface SimulatedCall extends NoteCall {
  @Override
  default boolean isWrite() {
    return this instanceof Write;
  }

  /** One note. */
  record Get(UUID account, ByteString note) implements SimulatedCall {}

  /** All ids. */
  record List(UUID account) implements SimulatedCall {}

  /** A create, update or delete, the same for all attempts. */
  record Write(UUID account, ByteString key, long expiresMs, NoteWrite write)
      implements SimulatedCall {}
}
