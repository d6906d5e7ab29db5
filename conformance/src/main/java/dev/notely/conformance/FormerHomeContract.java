package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.RecordBatch;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Strategy lazy, at the former home: it is read by who asks for it, and only loses records. */
final class FormerHomeContract {
  private static final ByteString LOG = ByteString.copyFrom(new byte[] {2});

  private final TestAccount account = TestAccount.serving();
  private final Note note = account.note(1, "a");
  private final Note other = account.note(1, "b");
  private final Proof moved = account.elsewhere(2);
  private final Proof fallback = moved.toBuilder().setRole(Role.FALLBACK).build();

  private void demote() {
    account.seal(1, 0);
    assertThat(account.demote(moved).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
  }

  @Test
  @DisplayName("demote: a sealed row of a lower epoch, once; never one that serves")
  void demoted() {
    assertThat(account.demote(moved).getRefusal()).isEqualTo(Refusal.NOT_CLOSED);
    account.beginExport(account.proof(1));
    account.seal(1, 2);
    assertThat(account.demote(account.elsewhere(1)).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    Row row = account.demote(moved).getRow();
    assertThat(row.getState()).isEqualTo(RowState.READ_ONLY);
    assertThat(row.getEpoch()).isEqualTo(2);
    assertThat(row.getNotes()).isEqualTo(2);
    assertThat(row.getLastSeq()).isEqualTo(2);
    assertThat(row.hasKeepFrom()).isFalse();
    assertThat(row.hasWatermark()).isFalse();
    assertThat(account.demote(moved).getRow()).isEqualTo(row);
    assertThat(account.demote(account.elsewhere(1)).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    TestAccount unknown = new TestAccount();
    assertThat(unknown.demote(unknown.elsewhere(2)).getRefusal()).isEqualTo(Refusal.NOT_HOME);
  }

  @Test
  @DisplayName("demote: from then on only fallback reads of exactly the epoch are answered")
  void onlyFallbackReads() {
    account.seal(1, 0);
    assertThat(account.get(fallback, note.getId()).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    account.demote(moved);
    assertThat(account.get(account.proof(1), note.getId()).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.get(account.proof(2), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(account.update(account.proof(3), note.getId(), "x").getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    Proof shadow = moved.toBuilder().setRole(Role.SHADOW).build();
    assertThat(account.get(shadow, note.getId()).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    for (long epoch : new long[] {1, 3}) {
      Proof at = fallback.toBuilder().setEpoch(epoch).build();
      assertThat(account.get(at, note.getId()).getRefusal()).isNotEqualTo(Refusal.NOT_REFUSED);
    }
    ReadReply found = account.get(fallback, note.getId());
    assertThat(found.getNote().getNote()).isEqualTo(note);
    assertThat(found.getOverlay().getRecord().getKey()).isEqualTo(note.getId());
    assertThat(found.getOverlay().getRecord().getSeq()).isEqualTo(note.getSeq());
    ReadReply none = account.get(fallback, TestAccount.randomId());
    assertThat(none.getNote().getOutcome()).isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(none.hasOverlay()).isTrue();
    assertThat(none.getOverlay().hasRecord()).isFalse();
  }

  @Test
  @DisplayName("fallback: no other state answers it, and a write may not have it")
  void noOtherState() {
    Proof here = account.proof(1, Role.FALLBACK, StoreUnderTest.current().name());
    assertThat(account.get(here, note.getId()).getRefusal()).isNotEqualTo(Refusal.NOT_REFUSED);
    Proof elsewhere = account.proof(1, Role.FALLBACK, "another-store");
    assertThat(account.get(elsewhere, note.getId()).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThatThrownBy(() -> account.update(elsewhere, note.getId(), "x"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("proof.role");
  }

  @Test
  @DisplayName("list: a page says up to where it is complete")
  void pages() {
    demote();
    List<ByteString> all = account.list(fallback, ByteString.EMPTY, 5).getList().getIdsList();
    assertThat(all).containsExactlyInAnyOrder(note.getId(), other.getId());
    ReadReply first = account.list(fallback, ByteString.EMPTY, 1);
    assertThat(first.getList().getMore()).isTrue();
    assertThat(first.getOverlay().getReach()).isEqualTo(all.getFirst());
    ReadReply rest = account.list(fallback, all.getFirst(), 1);
    assertThat(rest.getList().getIdsList()).containsExactly(all.getLast());
    assertThat(rest.hasOverlay()).isTrue();
    assertThat(rest.getOverlay().getReach()).isEmpty();
  }

  @Test
  @DisplayName("scan: a former home is scanned, its log alone too; it has no changes")
  void scanned() {
    demote();
    List<RecordBatch> all = account.scan(moved, ByteString.EMPTY);
    assertThat(all.stream().flatMap(batch -> batch.getRecordsList().stream()))
        .extracting(Record::getKey)
        .containsExactlyInAnyOrder(note.getId(), other.getId());
    List<RecordBatch> log = account.scan(moved, LOG);
    assertThat(log.stream().mapToInt(RecordBatch::getRecordsCount).sum()).isZero();
    assertThat(log.stream().mapToInt(RecordBatch::getLogCount).sum()).isEqualTo(2);
    assertThat(log.getLast().getScan().getToPosition()).isEqualTo(SourceModel.END);
    assertThatThrownBy(() -> account.scan(account.elsewhere(3), ByteString.EMPTY))
        .isInstanceOf(StatusRuntimeException.class);
    assertThatThrownBy(() -> account.changes(moved, 2)).isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  @DisplayName("evict: of exactly the epoch, as often as it comes; the row says what is left")
  void evicted() {
    account.seal(1, 0);
    assertThat(account.evict(moved, note.getId()).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    account.demote(moved);
    assertThat(account.evict(account.elsewhere(1), note.getId()).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.evict(account.elsewhere(3), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(account.evict(moved, note.getId()).getRow().getNotes()).isEqualTo(1);
    Row row = account.evict(moved, note.getId(), TestAccount.randomId()).getRow();
    assertThat(row.getNotes()).isEqualTo(1);
    Row empty = account.evict(moved, other.getId()).getRow();
    assertThat(empty.getNotes()).isZero();
    assertThat(empty.getBytes()).isZero();
    assertThat(empty.getDigest()).isEqualTo(SourceModel.digest(List.of()));
    assertThat(account.get(fallback, note.getId()).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
  }

  @Test
  @DisplayName("close, purge, import: never of a former home that has records left")
  void notEmpty() {
    demote();
    Proof later = account.elsewhere(3);
    account.evict(moved, note.getId());
    assertThat(account.close(later).getRefusal()).isEqualTo(Refusal.NOT_CLOSED);
    assertThat(account.purge(later).getRefusal()).isEqualTo(Refusal.IN_USE);
    assertThat(account.beginImport(later, 0).getRefusal()).isEqualTo(Refusal.NOT_CLOSED);
    assertThat(account.row().getState()).isEqualTo(RowState.READ_ONLY);
    assertThat(account.row().getNotes()).isEqualTo(1);
    account.evict(moved, other.getId());
    assertThat(account.close(moved).getRow().getState()).isEqualTo(RowState.READ_ONLY);
    Row closed = account.close(later).getRow();
    assertThat(closed.getState()).isEqualTo(RowState.CLOSED);
    assertThat(closed.hasWatermark()).isFalse();
    account.purge(account.elsewhere(4));
    assertThat(account.row().getState()).isEqualTo(RowState.CLOSED);
  }

  @Test
  @DisplayName("import: an empty former home begins a copy from nothing, at a later epoch")
  void begunAnew() {
    demote();
    account.evict(moved, note.getId(), other.getId());
    assertThat(account.beginImport(moved, 0).getRefusal()).isEqualTo(Refusal.NOT_CLOSED);
    Row row = account.beginImport(account.elsewhere(3), 2).getRow();
    assertThat(row.getState()).isEqualTo(RowState.IMPORTING);
    assertThat(row.hasWatermark()).isFalse();
  }
}
