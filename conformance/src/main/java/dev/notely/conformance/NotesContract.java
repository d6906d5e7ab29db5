package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.WriteReply;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Users' operations at a serving account. */
final class NotesContract {
  private final TestAccount account = TestAccount.serving();

  @Test
  @DisplayName("notes: what was created is read back, with creator, times and seq")
  void createThenGet() {
    Note created = account.note(1, "four bytes: \uD83D\uDE00");
    assertThat(created.getCreator()).isEqualTo(account.id());
    assertThat(created.getCreatedAtMs()).isPositive().isEqualTo(created.getUpdatedAtMs());
    assertThat(created.getSeq()).isEqualTo(1);
    assertThat(read(created.getId())).isEqualTo(created);
  }

  @Test
  @DisplayName("notes: an id that is taken by other content is refused with the stored note")
  void idTaken() {
    Note stored = account.note(1, "first");
    WriteReply again = account.create(account.proof(1), stored.getId(), "other");
    assertThat(again.getAnswer().getOutcome()).isEqualTo(Outcome.ID_TAKEN);
    assertThat(again.getAnswer().getNote()).isEqualTo(stored);
    WriteReply same = account.create(account.proof(1), stored.getId(), "first");
    assertThat(same.getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(same.getAnswer().getNote()).isEqualTo(stored);
    assertThat(account.row().getLastSeq()).isEqualTo(1);
  }

  @Test
  @DisplayName("notes: two updates in one millisecond are both kept, in order")
  void updatesNeverTie() {
    Note note = account.note(1, "0");
    long before = note.getUpdatedAtMs();
    for (int i = 1; i <= 20; i++) {
      Note updated = account.update(account.proof(1), note.getId(), "v" + i).getAnswer().getNote();
      assertThat(updated.getUpdatedAtMs()).isGreaterThan(before);
      assertThat(updated.getContent().toStringUtf8()).isEqualTo("v" + i);
      before = updated.getUpdatedAtMs();
    }
    assertThat(read(note.getId()).getContent().toStringUtf8()).isEqualTo("v20");
  }

  @Test
  @DisplayName("notes: an older or equal updatedAt is refused with the stored note")
  void olderUpdate() {
    Note note = account.note(1, "now");
    UpdateNote.Builder older =
        UpdateNote.newBuilder()
            .setNote(note.getId())
            .setContent(ByteString.copyFromUtf8("old"))
            .setUpdatedAtMs(note.getUpdatedAtMs());
    WriteReply reply = account.update(account.proof(1), older);
    assertThat(reply.getAnswer().getOutcome()).isEqualTo(Outcome.OLDER_UPDATE);
    assertThat(reply.getAnswer().getNote()).isEqualTo(note);
    WriteReply newer =
        account.update(
            account.proof(1), older.clone().clearKey().setUpdatedAtMs(note.getUpdatedAtMs() + 5));
    assertThat(newer.getAnswer().getNote().getUpdatedAtMs()).isEqualTo(note.getUpdatedAtMs() + 5);
  }

  @Test
  @DisplayName("notes: if_seq guards an update")
  void precondition() {
    Note note = account.note(1, "a");
    UpdateNote.Builder guarded =
        UpdateNote.newBuilder()
            .setNote(note.getId())
            .setContent(ByteString.copyFromUtf8("b"))
            .setIfSeq(note.getSeq() + 1);
    assertThat(account.update(account.proof(1), guarded).getAnswer().getOutcome())
        .isEqualTo(Outcome.PRECONDITION_FAILED);
    assertThat(
            account
                .update(account.proof(1), guarded.clone().clearKey().setIfSeq(note.getSeq()))
                .getAnswer()
                .getOutcome())
        .isEqualTo(Outcome.OK);
  }

  @Test
  @DisplayName("notes: absent notes: get and update say so, delete is content")
  void absent() {
    ByteString none = TestAccount.randomId();
    assertThat(account.get(account.proof(1), none).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(account.update(account.proof(1), none, "x").getAnswer().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(account.delete(account.proof(1), none).getAnswer().getOutcome())
        .isEqualTo(Outcome.OK);
    assertThat(account.row().getLastSeq()).isZero();
  }

  @Test
  @DisplayName("notes: a deleted note is gone and its id can be used again")
  void deleteThenCreate() {
    Note note = account.note(1, "a");
    account.delete(account.proof(1), note.getId());
    assertThat(account.get(account.proof(1), note.getId()).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(account.row().getNotes()).isZero();
    assertThat(account.create(account.proof(1), note.getId(), "b").getAnswer().getNote().getSeq())
        .isEqualTo(3);
  }

  @Test
  @DisplayName("notes: lists come in pages, in the order of the ids' bytes, without gap or repeat")
  void pages() {
    List<ByteString> ids =
        IntStream.range(0, 25)
            .mapToObj(i -> account.note(1, "n" + i).getId())
            .sorted(ByteString.unsignedLexicographicalComparator())
            .toList();
    var first = account.list(account.proof(1), ByteString.EMPTY, 10).getList();
    var second = account.list(account.proof(1), ids.get(9), 10).getList();
    var third = account.list(account.proof(1), ids.get(19), 10).getList();
    assertThat(first.getIdsList()).isEqualTo(ids.subList(0, 10));
    assertThat(second.getIdsList()).isEqualTo(ids.subList(10, 20));
    assertThat(third.getIdsList()).isEqualTo(ids.subList(20, 25));
    assertThat(List.of(first.getMore(), second.getMore(), third.getMore()))
        .containsExactly(true, true, false);
  }

  @Test
  @DisplayName("notes: an account never sees another account's notes")
  void separate() {
    Note note = account.note(1, "mine");
    TestAccount other = TestAccount.serving();
    assertThat(other.get(other.proof(1), note.getId()).getNote().getOutcome())
        .isEqualTo(Outcome.NOTE_NOT_FOUND);
    assertThat(other.list(other.proof(1), ByteString.EMPTY, 10).getList().getIdsCount()).isZero();
  }

  @Test
  @DisplayName("notes: count, bytes and digest of the row follow every write")
  void counters() {
    Note kept = account.note(1, "kept");
    Note gone = account.note(1, "gone");
    account.update(account.proof(1), kept.getId(), "kept and longer");
    account.delete(account.proof(1), gone.getId());
    account.beginExport(account.proof(1));
    var live =
        account.scan(account.proof(1), SourceModel.START).stream()
            .flatMap(batch -> batch.getRecordsList().stream())
            .toList();
    assertThat(account.row().getNotes()).isEqualTo(1).isEqualTo(live.size());
    assertThat(account.row().getBytes()).isEqualTo(live.getFirst().getValue().size());
    assertThat(account.row().getDigest()).isEqualTo(SourceModel.digest(live));
  }

  @Test
  @DisplayName("notes: bad ids and a missing role are refused by name, nothing is stored")
  void badInput() {
    assertThatThrownBy(
            () -> account.create(account.proof(1), ByteString.copyFromUtf8("short"), "x"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).contains("note");
            });
    assertThatThrownBy(() ->
            account.get(
                account.proof(1, Role.ROLE_UNSPECIFIED, StoreUnderTest.current().name()),
                TestAccount.randomId()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    assertThat(account.row().getNotes()).isZero();
  }

  private Note read(ByteString id) {
    return account.get(account.proof(1), id).getNote().getNote();
  }
}
