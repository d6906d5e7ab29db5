package dev.notely.proxy.store;

import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.WriteReply;
import java.util.Optional;
import java.util.OptionalLong;

/** What a reply of the wire says besides its answer. */
sealed interface WireAside extends Aside {
  /** Of a write. */
  record OfWrite(WriteReply reply, long micros) implements WireAside {
    @Override
    public Optional<CommittedRecord> committed() {
      return reply.hasRecord() ? Optional.of(new WireRecord(reply.getRecord())) : Optional.empty();
    }

    @Override
    public Optional<Sight> sight() {
      return Optional.empty();
    }
  }

  /** Of a get or a list. */
  record OfRead(ReadReply reply, long micros) implements WireAside {
    @Override
    public Optional<CommittedRecord> committed() {
      return Optional.empty();
    }

    @Override
    public Optional<CommittedRecord> former() {
      return reply.getOverlay().hasRecord()
          ? Optional.of(new WireRecord(reply.getOverlay().getRecord()))
          : Optional.empty();
    }

    @Override
    public Optional<ListPart> part() {
      return reply.hasList() && reply.hasOverlay()
          ? Optional.of(
              new ListPart(
                  reply.getList().getIdsList(),
                  reply.getOverlay().getTombstonesList(),
                  reply.getOverlay().getReach()))
          : Optional.empty();
    }

    @Override
    public Optional<Sight> sight() {
      Note note = reply.getNote().getNote();
      return Optional.of(
          new Sight(
              reply.getRowLastSeq(),
              reply.hasRowWatermark()
                  ? OptionalLong.of(reply.getRowWatermark())
                  : OptionalLong.empty(),
              reply.hasList(),
              note.getSeq(),
              reply.getTombstoneSeq(),
              reply.hasList() ? reply.getList() : note.toBuilder().clearSeq().build()));
    }
  }
}
