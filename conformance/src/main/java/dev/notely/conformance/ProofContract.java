package dev.notely.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.RowState;
import dev.notely.proto.store.v1.StatusRequest;
import dev.notely.proto.store.v1.WriteReply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Epochs, open on proof, and what a sealed row answers. */
final class ProofContract {
  private final TestAccount account = TestAccount.serving();
  private final Note note = account.note(1, "here");

  @Test
  @DisplayName("proof: an account nobody admitted does not serve, and that is an alarm")
  void neverHeardOf() {
    long alarms = alarms();
    TestAccount unknown = new TestAccount();
    assertThat(unknown.get(unknown.proof(1), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(unknown.create(unknown.proof(7), note.getId(), "x").getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(unknown.row().getState()).isEqualTo(RowState.NONE);
    assertThat(alarms()).isGreaterThan(alarms);
  }

  @Test
  @DisplayName("proof: admit is for epoch 1, once")
  void admitOnce() {
    assertThat(account.admit(1).getRow().getNotes()).isEqualTo(1);
    account.seal(1, 0);
    account.close(account.elsewhere(2));
    account.admit(1);
    assertThat(account.row().getState()).isEqualTo(RowState.CLOSED);
  }

  @Test
  @DisplayName("proof: a higher epoch raises the row, a lower one is refused from then on")
  void staleEpoch() {
    assertThat(account.get(account.proof(3), note.getId()).getNote().getNote()).isEqualTo(note);
    assertThat(account.row().getEpoch()).isEqualTo(3);
    ReadReply stale = account.get(account.proof(2), note.getId());
    assertThat(stale.getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(stale.getRowEpoch()).isEqualTo(3);
    WriteReply write = account.create(account.proof(1), TestAccount.randomId(), "x");
    assertThat(write.getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("proof: a proof that names another store is refused and changes nothing")
  void wrongStore() {
    assertThat(account.get(account.elsewhere(5), note.getId()).getRefusal())
        .isEqualTo(Refusal.WRONG_STORE);
    assertThat(account.row().getEpoch()).isEqualTo(1);
  }

  @Test
  @DisplayName("proof: a shadow read proves nothing, at no epoch")
  void shadowProvesNothing() {
    String name = StoreUnderTest.current().name();
    assertThat(account.get(account.proof(1, Role.SHADOW, name), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_REFUSED);
    assertThat(account.get(account.proof(4, Role.SHADOW, name), note.getId()).getRefusal())
        .isNotEqualTo(Refusal.NOT_REFUSED);
    assertThat(account.row().getEpoch()).isEqualTo(1);
  }

  @Test
  @DisplayName("seal: reads become provisional, writes wait elsewhere, the reply repeats")
  void sealed() {
    var reply = account.seal(1, 0);
    assertThat(reply.getRow().getState()).isEqualTo(RowState.SEALED);
    assertThat(reply.getRow().getLastSeq()).isEqualTo(1);
    ReadReply read = account.get(account.proof(1), note.getId());
    assertThat(read.getProvisional()).isTrue();
    assertThat(read.getNote().getNote()).isEqualTo(note);
    assertThat(account.list(account.proof(1), ByteString.EMPTY, 5).getProvisional()).isTrue();
    assertThat(account.update(account.proof(1), note.getId(), "x").getRefusal())
        .isEqualTo(Refusal.SEALED_ROW);
    assertThat(account.seal(1, 0).getRow()).isEqualTo(reply.getRow());
  }

  @Test
  @DisplayName("seal: only a higher epoch opens a sealed row again")
  void reopen() {
    account.seal(1, 0);
    account.get(account.proof(1), note.getId());
    assertThat(account.row().getState()).isEqualTo(RowState.SEALED);
    assertThat(account.update(account.proof(2), note.getId(), "x").getAnswer().getOutcome())
        .isEqualTo(Outcome.OK);
    assertThat(account.row().getState()).isEqualTo(RowState.SERVING);
    assertThat(account.seal(1, 0).getRefusal()).isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.get(account.proof(2), note.getId()).getProvisional()).isFalse();
  }

  @Test
  @DisplayName("close: a sealed row closes at a higher epoch, keeps its data, and serves nobody")
  void closed() {
    account.seal(1, 0);
    assertThat(account.close(account.elsewhere(1)).getRow().getState()).isEqualTo(RowState.SEALED);
    var row = account.close(account.elsewhere(2)).getRow();
    assertThat(row.getState()).isEqualTo(RowState.CLOSED);
    assertThat(row.getNotes()).isEqualTo(1);
    assertThat(row.getWatermark()).isEqualTo(1);
    assertThat(account.get(account.proof(1), note.getId()).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.get(account.proof(2), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(account.get(account.proof(3), note.getId()).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(account.row().getState()).isEqualTo(RowState.CLOSED);
  }

  @Test
  @DisplayName("close: never of a row that serves")
  void closeServing() {
    account.close(account.elsewhere(2));
    assertThat(account.row().getState()).isEqualTo(RowState.SERVING);
  }

  private static long alarms() {
    return StoreUnderTest.current().status().status(StatusRequest.getDefaultInstance()).getAlarms();
  }
}
