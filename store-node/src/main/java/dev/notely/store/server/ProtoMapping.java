package dev.notely.store.server;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.Digest;
import dev.notely.proto.store.v1.LogEntry;
import dev.notely.proto.store.v1.Overlay;
import dev.notely.proto.store.v1.Ready;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import dev.notely.proto.store.v1.ScanRange;
import dev.notely.proto.store.v1.SeqRange;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.FinalState;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.RecordBatch;
import dev.notely.store.notes.RecordDigest;
import dev.notely.store.notes.RecordReply;
import dev.notely.store.notes.Refusal;
import dev.notely.store.notes.StoredRecord;
import java.util.Optional;

/** Between the wire and the room of notes. */
final class ProtoMapping {
  private ProtoMapping() {}

  static dev.notely.proto.store.v1.Refusal refusal(Refusal refusal) {
    return switch (refusal) {
      case STALE_EPOCH -> dev.notely.proto.store.v1.Refusal.STALE_EPOCH;
      case SEALED_ROW -> dev.notely.proto.store.v1.Refusal.SEALED_ROW;
      case NOT_HOME -> dev.notely.proto.store.v1.Refusal.NOT_HOME;
      case WRONG_STORE -> dev.notely.proto.store.v1.Refusal.WRONG_STORE;
      case NOT_CLOSED -> dev.notely.proto.store.v1.Refusal.NOT_CLOSED;
      case PURGING -> dev.notely.proto.store.v1.Refusal.PURGING;
      case GAP -> dev.notely.proto.store.v1.Refusal.GAP;
      case MISMATCH -> dev.notely.proto.store.v1.Refusal.MISMATCH;
      case COMPLETE -> dev.notely.proto.store.v1.Refusal.COMPLETE;
      case IN_USE -> dev.notely.proto.store.v1.Refusal.IN_USE;
      case ASK_FALLBACK -> dev.notely.proto.store.v1.Refusal.ASK_FALLBACK;
    };
  }

  static Outcome outcome(NoteAnswer.Outcome outcome) {
    return switch (outcome) {
      case OK -> Outcome.OK;
      case NOTE_NOT_FOUND -> Outcome.NOTE_NOT_FOUND;
      case ID_TAKEN -> Outcome.ID_TAKEN;
      case OLDER_UPDATE -> Outcome.OLDER_UPDATE;
      case PRECONDITION_FAILED -> Outcome.PRECONDITION_FAILED;
      case KEY_REUSED -> Outcome.KEY_REUSED;
      case KEY_EXPIRED -> Outcome.KEY_EXPIRED;
    };
  }

  static CommandReply reply(RecordReply reply) {
    CommandReply.Builder builder = CommandReply.newBuilder().setRow(row(reply.row()));
    reply.refusal().ifPresent(refusal -> builder.setRefusal(refusal(refusal)));
    return builder.build();
  }

  static Row row(Ownership row) {
    Row.Builder builder =
        Row.newBuilder()
            .setState(RowState.forNumber(row.state().code()))
            .setEpoch(row.epoch())
            .setLastSeq(row.lastSeq())
            .setExportEpoch(row.exportEpoch())
            .setScanPosition(row.scanPosition())
            .setImportKeepFrom(row.importKeepFrom())
            .setDigest(Digest.newBuilder().setHigh(row.digest().high()).setLow(row.digest().low()))
            .setNotes(row.notes())
            .setBytes(row.bytes())
            .setKeyMark(row.keyMark())
            .setPurging(row.purging());
    if (row.watermark() != Ownership.UNSET) {
      builder.setWatermark(row.watermark());
    }
    if (row.keepFrom() != Ownership.UNSET) {
      builder.setKeepFrom(row.keepFrom());
    }
    return builder.build();
  }

  static dev.notely.proto.store.v1.RecordBatch batch(RecordBatch batch) {
    var builder = dev.notely.proto.store.v1.RecordBatch.newBuilder().setKeyMark(batch.keyMark());
    for (StoredRecord record : batch.records()) {
      builder.addRecords(record(record));
    }
    for (LoggedWrite entry : batch.log()) {
      builder.addLog(
          LogEntry.newBuilder()
              .setKey(entry.key())
              .setExpiresMs(entry.expiresMs())
              .setSeq(entry.seq())
              .setOutcome(entry.outcome()));
    }
    switch (batch.range()) {
      case BatchRange.Scan(ByteString from, ByteString to) ->
          builder.setScan(ScanRange.newBuilder().setFromPosition(from).setToPosition(to));
      case BatchRange.Changes(long from, long to) ->
          builder.setChanges(SeqRange.newBuilder().setFromSeq(from).setToSeq(to));
    }
    return builder.build();
  }

  static RecordBatch batch(dev.notely.proto.store.v1.RecordBatch batch) {
    BatchRange range =
        switch (batch.getProgressCase()) {
          case SCAN ->
              new BatchRange.Scan(
                  batch.getScan().getFromPosition(), batch.getScan().getToPosition());
          case CHANGES ->
              new BatchRange.Changes(
                  batch.getChanges().getFromSeq(), batch.getChanges().getToSeq());
          case PROGRESS_NOT_SET ->
              throw new IllegalArgumentException("batch.progress is missing: scan or changes");
        };
    return new RecordBatch(
        batch.getRecordsList().stream().map(ProtoMapping::record).toList(),
        batch.getLogList().stream().map(ProtoMapping::logged).toList(),
        batch.getKeyMark(),
        range);
  }

  static LoggedWrite logged(LogEntry entry) {
    return new LoggedWrite(
        entry.getKey(), entry.getExpiresMs(), entry.getSeq(), entry.getOutcome());
  }

  /** What one of the two stores of an overlaid account has of a list. */
  static Overlay overlay(NoteAnswer.Part part) {
    return Overlay.newBuilder().addAllTombstones(part.tombstones()).setReach(part.reach()).build();
  }

  /** What the former home of an overlaid account has of a note. */
  static Overlay overlay(Optional<StoredRecord> former) {
    Overlay.Builder overlay = Overlay.newBuilder();
    former.map(ProtoMapping::record).ifPresent(overlay::setRecord);
    return overlay.build();
  }

  static Record record(StoredRecord record) {
    return Record.newBuilder()
        .setKey(record.key())
        .setSeq(record.seq())
        .setDeleted(record.deleted())
        .setValue(record.value())
        .build();
  }

  static StoredRecord record(Record record) {
    return new StoredRecord(
        record.getKey(), record.getSeq(), record.getDeleted(), record.getValue());
  }

  static FinalState finalState(Ready ready) {
    return new FinalState(
        ready.getFinalSeq(),
        new RecordDigest(ready.getDigest().getHigh(), ready.getDigest().getLow()),
        ready.getNotes());
  }
}
