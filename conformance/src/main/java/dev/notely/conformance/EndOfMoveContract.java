package dev.notely.conformance;

import static dev.notely.conformance.SourceModel.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Release and purge: what a move leaves behind is removed, and nothing else. */
final class EndOfMoveContract {
  private final TestAccount account = TestAccount.serving();

  @Test
  @DisplayName("purge: a closed row of a lower epoch is emptied, and stays closed")
  void purgeClosed() {
    for (int i = 0; i < 40; i++) {
      account.note(1, "n" + i);
    }
    account.seal(1, 0);
    account.close(account.elsewhere(2));
    assertThat(account.purge(account.elsewhere(3)).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    Row row = account.row();
    assertThat(row.getState()).isEqualTo(RowState.CLOSED);
    assertThat(row.getEpoch()).isEqualTo(3);
    assertThat(row.getNotes()).isZero();
    assertThat(row.hasWatermark()).isFalse();
    assertThat(row.getPurging()).isFalse();
    assertThat(account.purge(account.elsewhere(3)).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
  }

  @Test
  @DisplayName("purge: never a row that serves or is sealed")
  void purgeHome() {
    account.note(1, "a");
    assertThat(account.purge(account.elsewhere(9)).getRefusal()).isEqualTo(Refusal.IN_USE);
    account.seal(1, 0);
    assertThat(account.purge(account.elsewhere(9)).getRefusal()).isEqualTo(Refusal.IN_USE);
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("purge: planned before the account came back, it does not hit the new copy")
  void purgeLate() {
    account.note(1, "a");
    account.seal(1, 0);
    account.close(account.elsewhere(2));
    account.beginImport(account.elsewhere(3), 1);
    assertThat(account.purge(account.elsewhere(3)).getRefusal()).isEqualTo(Refusal.IN_USE);
    assertThat(account.purge(account.elsewhere(2)).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.row().getNotes()).isEqualTo(1);
    assertThat(account.row().getState()).isEqualTo(RowState.IMPORTING);
  }

  @Test
  @DisplayName("purge: a copy that was cancelled goes")
  void purgeCancelled() {
    TestAccount copy = new TestAccount();
    copy.beginImport(copy.elsewhere(1), 0);
    copy.apply(SourceModel.scan(copy.elsewhere(1), live(TestAccount.randomId(), 1, "a")));
    copy.purge(copy.elsewhere(2));
    assertThat(copy.row().getState()).isEqualTo(RowState.CLOSED);
    assertThat(copy.row().getNotes()).isZero();
    assertThat(copy.apply(SourceModel.scan(copy.elsewhere(1))).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
  }

  @Test
  @DisplayName("release: tombstones go at a higher epoch than the export's, not before")
  void release() {
    Note note = account.note(1, "a");
    account.beginExport(account.proof(1));
    account.delete(account.proof(1), note.getId());
    assertThat(account.release(account.proof(1)).getRefusal()).isEqualTo(Refusal.IN_USE);
    assertThat(account.row().getKeepFrom()).isEqualTo(1);
    Row row = account.release(account.proof(2)).getRow();
    assertThat(row.hasKeepFrom()).isFalse();
    assertThat(row.getEpoch()).isEqualTo(2);
    assertThat(account.release(account.proof(2)).getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    assertThat(account.beginExport(account.proof(2)).getRow().getKeepFrom()).isEqualTo(2);
  }

  @Test
  @DisplayName("release: a new export keeps its tombstones from an old release")
  void releaseLate() {
    Note note = account.note(1, "a");
    account.beginExport(account.proof(3));
    account.delete(account.proof(3), note.getId());
    assertThat(account.release(account.proof(2)).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.release(account.proof(3)).getRefusal()).isEqualTo(Refusal.IN_USE);
    List<Record> changes = new ArrayList<>();
    account.changes(account.proof(3), 1).forEach(batch -> changes.addAll(batch.getRecordsList()));
    assertThat(changes).extracting(Record::getDeleted).containsExactly(true);
  }

  @Test
  @DisplayName("back again: the former home goes on with its old copy")
  void backAgain() {
    Note note = account.note(1, "a");
    account.seal(1, 0);
    account.close(account.elsewhere(2));
    Row importing = account.beginImport(account.elsewhere(2), 1).getRow();
    assertThat(importing.getState()).isEqualTo(RowState.IMPORTING);
    assertThat(importing.getWatermark()).isEqualTo(1);
    Record changed = live(note.getId(), 2, "b");
    account.apply(
        SourceModel.ready(
            SourceModel.changes(account.elsewhere(2), 1, 2, changed), 2, List.of(changed)));
    assertThat(
            account
                .get(account.proof(3), note.getId())
                .getNote()
                .getNote()
                .getContent()
                .toStringUtf8())
        .isEqualTo("b");
  }
}
