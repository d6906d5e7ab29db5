package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.LogEntry;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.WriteReply;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A write takes effect at most once, whatever is repeated. */
final class RequestLogContract {
  private final TestAccount account = TestAccount.serving();
  private final WriteKey key = TestAccount.newKey();

  @Test
  @DisplayName("log: a repeated create is answered again and writes nothing")
  void repeatedCreate() {
    ByteString id = TestAccount.randomId();
    WriteReply first = account.create(account.proof(1), id, "a", key);
    account.delete(account.proof(1), id);
    WriteReply second = account.create(account.proof(1), id, "a", key);
    assertThat(second.getRepeated()).isTrue();
    assertThat(second.getAnswer()).isEqualTo(first.getAnswer());
    assertThat(account.row().getNotes()).isZero();
    assertThat(account.row().getLastSeq()).isEqualTo(2);
  }

  @Test
  @DisplayName("log: a repeated update does not undo what came after it, at a higher epoch either")
  void repeatedUpdate() {
    Note note = account.note(1, "0");
    UpdateNote.Builder update =
        UpdateNote.newBuilder()
            .setKey(key)
            .setNote(note.getId())
            .setContent(ByteString.copyFromUtf8("1"));
    WriteReply first = account.update(account.proof(1), update);
    account.update(account.proof(1), note.getId(), "2");
    assertThat(account.update(account.proof(2), update).getAnswer()).isEqualTo(first.getAnswer());
    assertThat(account.get(account.proof(2), note.getId()).getNote().getNote().getContent())
        .isEqualTo(ByteString.copyFromUtf8("2"));
  }

  @Test
  @DisplayName("log: a repeated delete does not delete the note that was created since")
  void repeatedDelete() {
    Note note = account.note(1, "0");
    account.delete(account.proof(1), note.getId(), key);
    account.create(account.proof(1), note.getId(), "again");
    assertThat(account.delete(account.proof(1), note.getId(), key).getAnswer().getOutcome())
        .isEqualTo(Outcome.OK);
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("log: a key that is used for another request is refused")
  void keyReused() {
    ByteString id = TestAccount.randomId();
    account.create(account.proof(1), id, "a", key);
    assertThat(
            account
                .create(account.proof(1), TestAccount.randomId(), "a", key)
                .getAnswer()
                .getOutcome())
        .isEqualTo(Outcome.KEY_REUSED);
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("log: entries and mark come with scan and changes, and both work at the new home")
  void travels() {
    ByteString early = TestAccount.randomId();
    ByteString late = TestAccount.randomId();
    WriteKey lateKey = TestAccount.newKey();
    account.create(account.proof(1), early, "a", key);
    long keepFrom = account.beginExport(account.proof(1)).getRow().getKeepFrom();
    account.create(account.proof(1), late, "b", lateKey);
    List<RecordBatch> scan = account.scan(account.proof(1), SourceModel.START);
    List<RecordBatch> changes = account.changes(account.proof(1), keepFrom);
    assertThat(keys(scan)).contains(key.getKey());
    assertThat(keys(changes)).containsExactly(lateKey.getKey());

    TestAccount copy = new TestAccount();
    List<Record> live = List.of(SourceModel.live(TestAccount.randomId(), 3, "c"));
    copy.beginImport(copy.elsewhere(1), 0);
    long mark = System.currentTimeMillis() + 30_000;
    List<LogEntry> log = changes.getFirst().getLogList();
    copy.apply(
        List.of(
            SourceModel.scan(copy.elsewhere(1)),
            SourceModel.ready(
                SourceModel.changes(copy.elsewhere(1), 0, 3, live, log, mark), 3, live)));
    WriteReply again = copy.create(copy.proof(2), late, "b", lateKey);
    assertThat(again.getRepeated()).isTrue();
    assertThat(again.getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(copy.row().getNotes()).isEqualTo(1);
    WriteKey belowMark =
        WriteKey.newBuilder().setKey(TestAccount.randomId()).setExpiresMs(mark).build();
    assertThat(
            copy.create(copy.proof(2), TestAccount.randomId(), "x", belowMark)
                .getAnswer()
                .getOutcome())
        .isEqualTo(Outcome.KEY_EXPIRED);
  }

  @Test
  @DisplayName("log: the mark only rises")
  void markRises() {
    account.seal(1, 0);
    account.close(account.elsewhere(2));
    account.beginImport(account.elsewhere(2), 0);
    for (long mark : new long[] {500, 900, 700}) {
      ApplyRequest batch =
          SourceModel.changes(account.elsewhere(2), 0, 0, List.of(), List.of(), mark);
      account.apply(batch);
    }
    assertThat(account.row().getKeyMark()).isEqualTo(900);
  }

  private static List<ByteString> keys(List<RecordBatch> batches) {
    return batches.stream()
        .flatMap(batch -> batch.getLogList().stream())
        .map(LogEntry::getKey)
        .toList();
  }
}
