package dev.notely.proxy.store;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.WriteRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A user's operation as it goes over the wire, but for the proof. */
public sealed interface WireNoteCall extends NoteCall {
  /** How the former home of an overlaid account is asked for what this needs from there. */
  ReadRequest look();

  /** A get or a list. */
  sealed interface Read extends WireNoteCall {
    ReadRequest request();

    @Override
    default ReadRequest look() {
      return request();
    }

    @Override
    default boolean isWrite() {
      return false;
    }
  }

  /** A get. */
  record Get(UUID account, ReadRequest request) implements Read {
    @Override
    public Optional<UUID> ofNote() {
      return Optional.of(Ids.uuid("note", request.getGet().getNote()));
    }

    @Override
    public String operation() {
      return "get";
    }
  }

  /** A page of a list. */
  record Page(UUID account, ReadRequest request) implements Read, ListCall {
    @Override
    public boolean isWrite() {
      return false;
    }

    @Override
    public String operation() {
      return "list";
    }

    @Override
    public ByteString after() {
      return request.getList().getAfter();
    }

    @Override
    public int limit() {
      return request.getList().getLimit();
    }

    @Override
    public Page from(ByteString after, int limit) {
      return new Page(
          account,
          request.toBuilder()
              .setList(request.getList().toBuilder().setAfter(after).setLimit(limit))
              .build());
    }

    @Override
    public ListAnswer answer(List<ByteString> ids, boolean more) {
      return ListAnswer.newBuilder().setOutcome(Outcome.OK).addAllIds(ids).setMore(more).build();
    }
  }

  /** A create, update or delete, with its key. */
  record Write(UUID account, WriteRequest request) implements WireNoteCall {
    @Override
    public boolean isWrite() {
      return true;
    }

    @Override
    public String operation() {
      return switch (request.getWriteCase()) {
        case CREATE -> "create";
        case UPDATE -> "update";
        case DELETE -> "delete";
        case WRITE_NOT_SET -> "none";
      };
    }

    @Override
    public ReadRequest look() {
      ByteString note =
          switch (request.getWriteCase()) {
            case CREATE -> request.getCreate().getNote();
            case UPDATE -> request.getUpdate().getNote();
            case DELETE -> request.getDelete().getNote();
            case WRITE_NOT_SET -> throw new IllegalArgumentException("a write of nothing");
          };
      return ReadRequest.newBuilder()
          .setGet(GetNote.newBuilder().setAccount(Ids.bytes(account)).setNote(note))
          .build();
    }
  }
}
