package dev.notely.store.server;

import dev.notely.proto.store.v1.Fix;
import dev.notely.proto.store.v1.Raw;
import dev.notely.proto.store.v1.RawReply;
import dev.notely.proto.store.v1.ResolveReply;
import dev.notely.proto.store.v1.ResolveRequest;
import dev.notely.proto.store.v1.UnconvertedPosition;
import dev.notely.proto.store.v1.UnconvertedReply;
import dev.notely.proto.store.v1.UnconvertedRequest;
import dev.notely.store.notes.NoteValue;
import dev.notely.store.notes.RawRow;
import dev.notely.store.notes.RecordReply;
import dev.notely.store.notes.Resolution;
import dev.notely.store.notes.Resolve;
import dev.notely.store.notes.UnconvertedRow;
import io.grpc.Status;
import java.util.Optional;

/** Between the wire and the rows that are no records. */
final class UnconvertedMapping {
  private UnconvertedMapping() {}

  static UnconvertedRow.Query query(UnconvertedRequest request, int most) {
    return new UnconvertedRow.Query(
        request.hasAfter() ? position(request.getAfter()) : UnconvertedRow.Position.START,
        RequestFields.limit(request.getLimit(), most),
        request.getUnresolvedOnly(),
        request.getWithRaw());
  }

  private static UnconvertedRow.Position position(UnconvertedPosition position) {
    if (!position.getAccount().isEmpty()) {
      RequestFields.id("after.account", position.getAccount());
    }
    return new UnconvertedRow.Position(
        position.getAccount(), position.getSource(), position.getRow());
  }

  static UnconvertedReply reply(String store, UnconvertedRow.Page page) {
    return UnconvertedReply.newBuilder()
        .addAllRows(page.rows().stream().map(row -> row(store, row)).toList())
        .setMore(page.more())
        .build();
  }

  private static dev.notely.proto.store.v1.UnconvertedRow row(String store, UnconvertedRow row) {
    var builder =
        dev.notely.proto.store.v1.UnconvertedRow.newBuilder()
            .setStore(store)
            .setSource(row.source())
            .setRow(row.row())
            .setId(row.id())
            .setAccount(row.account())
            .setReason(row.reason());
    row.raw().ifPresent(raw -> builder.setRaw(raw(raw)));
    row.resolution().ifPresent(resolution -> builder.setResolution(resolution(resolution)));
    return builder.build();
  }

  private static Raw raw(RawRow raw) {
    return Raw.newBuilder()
        .setJson(raw.json())
        .setTruncated(raw.truncated())
        .setBytes(raw.bytes())
        .build();
  }

  private static dev.notely.proto.store.v1.Resolution resolution(Resolution resolution) {
    return dev.notely.proto.store.v1.Resolution.newBuilder()
        .setHow(resolution.how().name())
        .setReason(resolution.reason())
        .setActor(resolution.actor())
        .setAtMs(resolution.atMs())
        .build();
  }

  static RawReply reply(Optional<RawRow> found) {
    RawReply.Builder reply = RawReply.newBuilder().setFound(found.isPresent());
    found.ifPresent(row -> reply.setRaw(raw(row)));
    return reply.build();
  }

  static Resolve resolve(ResolveRequest request) {
    String reason = RequestFields.text("reason", request.getReason());
    String actor = RequestFields.text("actor", request.getActor());
    return switch (request.getActionCase()) {
      case FIX -> fix(request.getFix(), reason, actor);
      case DROP -> new Resolve.Drop(reason, actor);
      case ACTION_NOT_SET ->
          throw new IllegalArgumentException("action is not set; it is fix or drop");
    };
  }

  private static Resolve fix(Fix fix, String reason, String actor) {
    return new Resolve.Fix(
        RequestFields.command(fix.getProof()),
        RequestFields.id("fix.id", fix.getId()),
        new NoteValue(
            fix.getValue().getCreatedAtMs(),
            fix.getValue().getUpdatedAtMs(),
            fix.getValue().getContent()),
        reason,
        actor);
  }

  static ResolveReply reply(Resolve.Outcome outcome) {
    return switch (outcome) {
      case Resolve.Done(Resolution resolution, var row) ->
          ResolveReply.newBuilder()
              .setResolution(resolution(resolution))
              .setRow(ProtoMapping.row(row))
              .build();
      case Resolve.Refused(RecordReply reply) -> {
        var refused = ProtoMapping.reply(reply);
        yield ResolveReply.newBuilder()
            .setRefusal(refused.getRefusal())
            .setRow(refused.getRow())
            .build();
      }
      case Resolve.Unknown _ ->
          throw Status.NOT_FOUND.withDescription("there is no such row").asRuntimeException();
      case Resolve.NotPossible(String why) ->
          throw Status.FAILED_PRECONDITION.withDescription(why).asRuntimeException();
    };
  }
}
