package dev.notely.conformance;

import static dev.notely.conformance.SourceModel.live;
import static dev.notely.conformance.SourceModel.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.FallbackLook;
import dev.notely.proto.store.v1.LogEntry;
import dev.notely.proto.store.v1.OpenRequest;
import dev.notely.proto.store.v1.Overlay;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.WriteReply;
import dev.notely.proto.store.v1.WriteRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Strategy lazy, at the new home: it serves over what is still at the former one. */
final class OverlayContract {
  private static final FallbackLook NONE = FallbackLook.getDefaultInstance();
  private static final ByteString CONTENT = ByteString.copyFromUtf8("new");

  private final TestAccount account = new TestAccount();
  private final Proof proof = account.proof(2);
  private final ByteString x = TestAccount.randomId();
  private final ByteString y = TestAccount.randomId();

  private void begin() {
    assertThat(account.beginImport(account.elsewhere(1), Long.MAX_VALUE).getRefusal())
        .isEqualTo(Refusal.NOT_REFUSED);
  }

  private OpenRequest.Builder opening() {
    return OpenRequest.newBuilder().setProof(proof).setLastSeq(7);
  }

  /** Over a former home whose last seq was 7. */
  private void overlay() {
    begin();
    assertThat(account.open(opening()).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
  }

  private static FallbackLook found(Record record) {
    return FallbackLook.newBuilder().setRecord(record).build();
  }

  private WriteReply update(ByteString note, long ifSeq, FallbackLook fallback) {
    return account.write(
        WriteRequest.newBuilder()
            .setProof(proof)
            .setUpdate(UpdateNote.newBuilder().setNote(note).setContent(CONTENT).setIfSeq(ifSeq))
            .setFallback(fallback));
  }

  private WriteReply create(ByteString note, FallbackLook fallback) {
    return account.write(
        WriteRequest.newBuilder()
            .setProof(proof)
            .setCreate(CreateNote.newBuilder().setNote(note).setContent(CONTENT))
            .setFallback(fallback));
  }

  private WriteReply delete(ByteString note, long ifSeq, FallbackLook fallback) {
    return account.write(
        WriteRequest.newBuilder()
            .setProof(proof)
            .setDelete(DeleteNote.newBuilder().setNote(note).setIfSeq(ifSeq))
            .setFallback(fallback));
  }

  private static long alarms() {
    return StoreUnderTest.current().status().status(StatusRequest.getDefaultInstance()).getAlarms();
  }

  @Test
  @DisplayName("open: an empty copy becomes the home, explicitly and once")
  void opened() {
    begin();
    long alarms = alarms();
    assertThat(account.get(proof, x).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThat(alarms()).as("who asks before it is open is who opens it").isEqualTo(alarms);
    Row row = account.open(opening()).getRow();
    assertThat(row.getState()).isEqualTo(RowState.OVERLAID);
    assertThat(row.getEpoch()).isEqualTo(2);
    assertThat(row.getLastSeq()).isEqualTo(7);
    assertThat(row.getKeepFrom()).isEqualTo(7);
    assertThat(row.getExportEpoch()).isEqualTo(2);
    assertThat(account.delete(proof, x).getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(account.open(opening()).getRow().getLastSeq()).isEqualTo(8);
    assertThat(account.open(opening().setProof(account.proof(1))).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.open(opening().setProof(account.elsewhere(2))).getRefusal())
        .isEqualTo(Refusal.WRONG_STORE);
  }

  @Test
  @DisplayName("open: never a copy that holds anything, nor a row that is no copy")
  void notOpened() {
    begin();
    account.apply(
        SourceModel.scan(
            account.elsewhere(1),
            SourceModel.START,
            ByteString.copyFrom(new byte[] {1}).concat(x),
            List.of(tombstone(x, 1))));
    assertThat(account.open(opening()).getRefusal()).isEqualTo(Refusal.NOT_CLOSED);
    assertThat(account.row().getState()).isEqualTo(RowState.IMPORTING);
    TestAccount unknown = new TestAccount();
    assertThat(unknown.open(opening().setProof(unknown.proof(2))).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    TestAccount serving = TestAccount.serving();
    assertThat(serving.open(opening().setProof(serving.proof(1))).getRow().getState())
        .isEqualTo(RowState.SERVING);
  }

  @Test
  @DisplayName("open: the former home's log comes along, and is asked before the former home is")
  void logComesAlong() {
    TestAccount former = TestAccount.serving();
    WriteKey key = TestAccount.newKey();
    former.create(former.proof(1), x, "a", key);
    former.seal(1, 0);
    former.demote(former.elsewhere(2));
    List<RecordBatch> batches =
        former.scan(former.elsewhere(2), ByteString.copyFrom(new byte[] {2}));
    List<LogEntry> log = batches.stream().flatMap(batch -> batch.getLogList().stream()).toList();
    begin();
    account.open(opening().addAllLog(log).setKeyMark(5));
    WriteReply again = account.create(proof, x, "a", key);
    assertThat(again.getRepeated()).isTrue();
    assertThat(again.getAnswer().getNote().getSeq()).isEqualTo(1);
    assertThat(account.row().getKeyMark()).isEqualTo(5);
  }

  @Test
  @DisplayName("overlay: what is neither here nor deleted here may be at the former home")
  void asksTheFormerHome() {
    overlay();
    assertThat(account.get(proof, x).getRefusal()).isEqualTo(Refusal.ASK_FALLBACK);
    assertThat(account.update(proof, x, "b").getRefusal()).isEqualTo(Refusal.ASK_FALLBACK);
    assertThat(account.create(proof, x, "b").getRefusal()).isEqualTo(Refusal.ASK_FALLBACK);
    WriteRequest.Builder ifSeq =
        WriteRequest.newBuilder()
            .setProof(proof)
            .setDelete(DeleteNote.newBuilder().setNote(x).setIfSeq(3));
    assertThat(account.write(ifSeq).getRefusal()).isEqualTo(Refusal.ASK_FALLBACK);
    assertThat(account.row().getLastSeq()).isEqualTo(7);

    assertThat(account.get(proof, x, NONE).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(update(x, 0, NONE).getAnswer().getOutcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(delete(x, 3, NONE).getAnswer().getOutcome()).isEqualTo(Outcome.PRECONDITION_FAILED);
    assertThat(create(x, NONE).getAnswer().getNote().getSeq()).isEqualTo(8);
    Proof shadow = account.proof(2, Role.SHADOW, StoreUnderTest.current().name());
    assertThat(account.get(shadow, x).getRefusal()).isEqualTo(Refusal.NOT_HOME);
  }

  @Test
  @DisplayName("overlay: a write takes what the former home has for the note that is there")
  void takesTheBase() {
    overlay();
    Record base = live(x, 4, "old");
    assertThat(update(x, 3, found(base)).getAnswer().getOutcome())
        .isEqualTo(Outcome.PRECONDITION_FAILED);
    WriteReply taken = create(x, found(base));
    assertThat(taken.getAnswer().getOutcome()).isEqualTo(Outcome.ID_TAKEN);
    assertThat(taken.getAnswer().getNote().getSeq()).isEqualTo(4);
    assertThat(delete(x, 3, found(base)).getAnswer().getOutcome())
        .isEqualTo(Outcome.PRECONDITION_FAILED);
    assertThat(account.row().getLastSeq()).as("nothing changed").isEqualTo(7);
    WriteReply updated = update(x, 4, found(base));
    assertThat(updated.getAnswer().getNote().getSeq()).isEqualTo(8);
    assertThat(updated.getAnswer().getNote().getCreatedAtMs()).isEqualTo(1_004);
    assertThat(delete(y, 5, found(live(y, 5, "old"))).getAnswer().getOutcome())
        .isEqualTo(Outcome.OK);
    Row row = account.row();
    assertThat(row.getNotes()).isEqualTo(1);
    assertThat(row.getLastSeq()).isEqualTo(9);
  }

  @Test
  @DisplayName("overlay: a delete leaves a tombstone also where there is no record")
  void blindDelete() {
    overlay();
    assertThat(account.delete(proof, x).getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(account.row().getLastSeq()).isEqualTo(8);
    assertThat(account.get(proof, x).getNote().getOutcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(update(x, 0, found(live(x, 4, "old"))).getAnswer().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(account.drain(proof, live(x, 4, "old")).getRow().getNotes()).isZero();
  }

  @Test
  @DisplayName("drain: records come with their seqs, each only where there is nothing")
  void drained() {
    begin();
    assertThat(account.drain(proof, live(x, 4, "old")).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    account.open(opening());
    account.drain(proof, live(x, 4, "old"), live(y, 5, "kept"));
    Row row = account.row();
    assertThat(row.getDigest())
        .isEqualTo(SourceModel.digest(List.of(live(x, 4, "old"), live(y, 5, "kept"))));
    assertThat(row.getLastSeq()).isEqualTo(7);
    assertThat(account.get(proof, x).getNote().getNote().getSeq()).isEqualTo(4);
    account.update(proof, x, "new");
    Row again = account.drain(proof, live(x, 4, "old"), live(y, 5, "kept")).getRow();
    assertThat(again.getNotes()).isEqualTo(2);
    assertThat(account.get(proof, x).getNote().getNote().getContent()).isEqualTo(CONTENT);
    assertThat(account.drain(account.proof(3), live(x, 4, "old")).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
  }

  @Test
  @DisplayName("overlay: it ends with its epoch; a base or drain of before comes too late")
  void ends() {
    overlay();
    account.delete(proof, x);
    assertThat(account.seal(2, 0).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThat(account.beginExport(proof).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThat(account.release(proof).getRefusal()).isEqualTo(Refusal.IN_USE);
    assertThat(account.beginImport(account.elsewhere(3), 0).getRefusal())
        .isEqualTo(Refusal.NOT_CLOSED);
    assertThat(account.purge(account.elsewhere(3)).getRefusal()).isEqualTo(Refusal.IN_USE);

    assertThat(account.get(account.proof(3), y).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    Row row = account.row();
    assertThat(row.getState()).isEqualTo(RowState.SERVING);
    assertThat(row.getKeepFrom()).isEqualTo(7);
    assertThat(row.getExportEpoch()).isEqualTo(2);
    List<Record> changes =
        account.changes(account.proof(3), 7).stream()
            .flatMap(batch -> batch.getRecordsList().stream())
            .toList();
    assertThat(changes).containsExactly(tombstone(x, 8));
    assertThat(account.release(account.proof(4)).getRow().hasKeepFrom()).isFalse();
    assertThat(update(x, 0, found(live(x, 4, "old"))).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.drain(proof, live(x, 4, "old")).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.row().getNotes()).isZero();
  }

  @Test
  @DisplayName("list: a page carries its tombstones, bounded, and says how far it reaches")
  void pages() {
    overlay();
    List<ByteString> ids =
        Stream.generate(TestAccount::randomId)
            .limit(5)
            .sorted(ByteString.unsignedLexicographicalComparator())
            .toList();
    for (ByteString id : ids.subList(0, 4)) {
      account.delete(proof, id);
    }
    account.drain(proof, live(ids.get(4), 3, "old"));
    ReadReply all = account.list(proof, ByteString.EMPTY, 10);
    assertThat(all.getList().getIdsList()).containsExactly(ids.get(4));
    assertThat(all.getOverlay())
        .isEqualTo(Overlay.newBuilder().addAllTombstones(ids.subList(0, 4)).build());
    ReadReply cut = account.list(proof, ByteString.EMPTY, 1);
    assertThat(cut.getList().getMore()).isTrue();
    ByteString reach = cut.getOverlay().getReach();
    assertThat(cut.getOverlay().getTombstonesList())
        .as("all up to its reach")
        .isEqualTo(ids.subList(0, ids.indexOf(reach) + 1));
    assertThat(cut.getOverlay().getTombstonesCount()).isBetween(1, 2);
    ReadReply rest = account.list(proof, ids.get(3), 1);
    assertThat(rest.getList().getIdsList()).containsExactly(ids.get(4));
    assertThat(rest.getOverlay().getTombstonesList()).isEmpty();
  }

  @Test
  @DisplayName("overlay: what cannot be from the former home is refused, and the field is named")
  void badFields() {
    overlay();
    bad("fallback.record.seq", () -> update(x, 0, found(live(x, 8, "above"))));
    bad("fallback.record.key", () -> update(x, 0, found(live(y, 4, "another"))));
    bad("fallback.record.deleted", () -> update(x, 0, found(tombstone(x, 4))));
    Record noNote =
        live(x, 4, "a").toBuilder().setValue(ByteString.copyFromUtf8("no note")).build();
    bad("fallback.record.value", () -> update(x, 0, found(noNote)));
    bad("fallback", () -> account.get(proof, x, found(live(x, 4, "a"))));
    bad("records[1].deleted", () -> account.drain(proof, live(x, 4, "a"), tombstone(y, 4)));
    bad("keys[0]", () -> account.evict(account.elsewhere(2), ByteString.copyFromUtf8("short")));
    bad("last_seq", () -> account.open(opening().setLastSeq(-1)));
    bad("log[0].key", () -> account.open(opening().addLog(LogEntry.newBuilder().setSeq(1))));
    assertThat(account.row().getLastSeq()).isEqualTo(7);
    assertThat(account.row().getNotes()).isZero();
  }

  private static void bad(String field, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT: " + field);
  }
}
