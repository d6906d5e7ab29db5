package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.store.ListCall;
import dev.notely.proxy.store.NoteCall;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteWrite;
import dev.notely.store.notes.Ownership;
import java.util.Optional;
import java.util.UUID;

/** A user's operation. */
sealed interface SimulatedCall extends NoteCall {
  @Override
  default boolean isWrite() {
    return this instanceof Write;
  }

  /** One note. */
  record Get(UUID account, ByteString note) implements SimulatedCall {}

  /** Ids after one, so many. */
  record List(UUID account, ByteString after, int limit) implements SimulatedCall, ListCall {
    @Override
    public boolean isWrite() {
      return false;
    }

    @Override
    public ListCall from(ByteString from, int atMost) {
      return new List(account, from, atMost);
    }

    @Override
    public Object answer(java.util.List<ByteString> ids, boolean more) {
      return new NoteAnswer.Page(ids, more, Ownership.NONE, Optional.empty());
    }
  }

  /** A create, update or delete, the same for all attempts. */
  record Write(UUID account, ByteString key, long expiresMs, NoteWrite write)
      implements SimulatedCall {}
}
