package dev.notely.proxy.store;

import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.WriteRequest;
import java.util.Optional;
import java.util.UUID;

/** A user's operation as it goes over the wire, but for the proof. */
public sealed interface WireNoteCall extends NoteCall {
  /** A get or a list. */
  record Read(UUID account, ReadRequest request) implements WireNoteCall {
    @Override
    public Optional<UUID> ofNote() {
      return request.hasGet()
          ? Optional.of(Ids.uuid("note", request.getGet().getNote()))
          : Optional.empty();
    }

    @Override
    public boolean isWrite() {
      return false;
    }
  }

  /** A create, update or delete, with its key. */
  record Write(UUID account, WriteRequest request) implements WireNoteCall {
    @Override
    public boolean isWrite() {
      return true;
    }
  }
}
