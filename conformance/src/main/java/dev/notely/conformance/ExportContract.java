package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.SealReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a home gives to a copy. */
final class ExportContract {
  private final TestAccount account = TestAccount.serving();

  @Test
  @DisplayName("export: keep_from is where it began and stays there; a new epoch opens first")
  void keepFrom() {
    account.note(1, "a");
    assertThat(account.beginExport(account.proof(1)).getRow().getKeepFrom()).isEqualTo(1);
    account.note(1, "b");
    var again = account.beginExport(account.proof(2)).getRow();
    assertThat(again.getKeepFrom()).isEqualTo(1);
    assertThat(again.getEpoch()).isEqualTo(2);
    assertThat(again.getExportEpoch()).isEqualTo(2);
    account.seal(2, 1);
    assertThat(account.beginExport(account.proof(2)).getRefusal()).isEqualTo(Refusal.SEALED_ROW);
  }

  @Test
  @DisplayName("export: a scan joins its positions without a gap and ends at END")
  void scan() {
    List<ByteString> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(account.note(1, "n" + i).getId());
    }
    account.beginExport(account.proof(1));
    List<RecordBatch> batches = account.scan(account.proof(1), SourceModel.START);
    ByteString at = SourceModel.START;
    for (RecordBatch batch : batches) {
      assertThat(batch.getScan().getFromPosition()).isEqualTo(at);
      at = batch.getScan().getToPosition();
    }
    assertThat(at).isEqualTo(SourceModel.END);
    ids.sort(ByteString.unsignedLexicographicalComparator());
    assertThat(records(batches)).extracting(Record::getKey).containsExactlyElementsOf(ids);
    ByteString middle = ByteString.copyFrom(new byte[] {1}).concat(ids.get(14));
    assertThat(records(account.scan(account.proof(1), middle)))
        .extracting(Record::getKey)
        .containsExactlyElementsOf(ids.subList(15, 30));
  }

  @Test
  @DisplayName("export: changes are the newest record or tombstone of each key, in order of seq")
  void changes() {
    Note updated = account.note(1, "u0");
    Note deleted = account.note(1, "d");
    long keepFrom = account.beginExport(account.proof(1)).getRow().getKeepFrom();
    account.update(account.proof(1), updated.getId(), "u1");
    account.delete(account.proof(1), deleted.getId());
    account.update(account.proof(1), updated.getId(), "u2");
    Note added = account.note(1, "new");
    List<RecordBatch> batches = account.changes(account.proof(1), keepFrom);
    List<Record> records = records(batches);
    assertThat(records).extracting(Record::getSeq).containsExactly(4L, 5L, 6L);
    assertThat(records)
        .extracting(Record::getKey)
        .containsExactly(deleted.getId(), updated.getId(), added.getId());
    assertThat(records).extracting(Record::getDeleted).containsExactly(true, false, false);
    assertThat(batches.getFirst().getChanges().getFromSeq()).isEqualTo(keepFrom);
    assertThat(batches.getLast().getChanges().getToSeq()).isEqualTo(6);
    List<RecordBatch> none = account.changes(account.proof(1), 6);
    assertThat(none).hasSize(1);
    assertThat(records(none)).isEmpty();
    assertThat(none.getFirst().getChanges().getToSeq()).isEqualTo(6);
  }

  @Test
  @DisplayName("export: a note that was deleted and created again is one live change")
  void deletedAndBack() {
    Note note = account.note(1, "a");
    account.beginExport(account.proof(1));
    account.delete(account.proof(1), note.getId());
    account.create(account.proof(1), note.getId(), "b");
    List<Record> records = records(account.changes(account.proof(1), 1));
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().getDeleted()).isFalse();
    assertThat(records.getFirst().getSeq()).isEqualTo(3);
  }

  @Test
  @DisplayName("export: the seal's reply has final seq, digest, count and the last changes")
  void seal() {
    account.note(1, "a");
    account.beginExport(account.proof(1));
    account.note(1, "b");
    account.note(1, "c");
    SealReply reply = account.seal(1, 2);
    assertThat(reply.getRow().getLastSeq()).isEqualTo(3);
    assertThat(reply.getComplete()).isTrue();
    assertThat(reply.getChanges().getRecordsList()).extracting(Record::getSeq).containsExactly(3L);
    Map<ByteString, Record> live = new HashMap<>();
    records(account.scan(account.proof(1), SourceModel.START))
        .forEach(record -> live.put(record.getKey(), record));
    assertThat(reply.getRow().getNotes()).isEqualTo(3);
    assertThat(reply.getRow().getDigest()).isEqualTo(SourceModel.digest(live.values()));
    assertThat(records(account.changes(account.proof(1), 1))).hasSize(2);
  }

  @Test
  @DisplayName("export: nothing is streamed at another epoch or without beginExport")
  void refused() {
    account.note(1, "a");
    assertThat(refusal(() -> account.scan(account.proof(1), SourceModel.START))).isTrue();
    account.beginExport(account.proof(1));
    account.note(2, "b");
    assertThat(refusal(() -> account.changes(account.proof(1), 1))).isTrue();
    assertThat(refusal(() -> account.scan(account.proof(1), SourceModel.START))).isTrue();
  }

  private static boolean refusal(Runnable stream) {
    try {
      stream.run();
      return false;
    } catch (io.grpc.StatusRuntimeException e) {
      return e.getStatus().getCode() == io.grpc.Status.Code.FAILED_PRECONDITION;
    }
  }

  private static List<Record> records(List<RecordBatch> batches) {
    return batches.stream().flatMap(batch -> batch.getRecordsList().stream()).toList();
  }
}
