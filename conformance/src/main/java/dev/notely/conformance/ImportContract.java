package dev.notely.conformance;

import static dev.notely.conformance.SourceModel.live;
import static dev.notely.conformance.SourceModel.tombstone;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.store.v1.ApplyRequest;
import dev.notely.proto.store.v1.CommandReply;
import dev.notely.proto.store.v1.DualRequest;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadReply;
import dev.notely.proto.store.v1.Ready;
import dev.notely.proto.store.v1.Record;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.Role;
import dev.notely.proto.store.v1.Row;
import dev.notely.proto.store.v1.RowState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a target takes, and when it becomes the home. */
final class ImportContract {
  private final TestAccount account = new TestAccount();
  private final Proof proof = account.elsewhere(1);
  private final ByteString x = TestAccount.randomId();
  private final ByteString y = TestAccount.randomId();

  @Test
  @DisplayName("import: a copy in the making serves nobody, whatever the proof")
  void importingDoesNotServe() {
    account.beginImport(proof, 0);
    account.apply(SourceModel.scan(proof, live(x, 1, "a")));
    assertThat(account.get(account.proof(2), x).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThat(account.row().getState()).isEqualTo(RowState.IMPORTING);
    assertThat(account.row().getEpoch()).isEqualTo(1);
  }

  @Test
  @DisplayName("apply: a record replaces another only with a higher seq; a tombstone too")
  void higherSeqWins() {
    account.beginImport(proof, 0);
    account.apply(SourceModel.scan(proof));
    account.apply(SourceModel.changes(proof, 0, 5, live(x, 5, "new"), tombstone(y, 4)));
    account.apply(SourceModel.changes(proof, 0, 3, live(x, 2, "old"), live(y, 3, "dead")));
    Row row = account.row();
    assertThat(row.getNotes()).isEqualTo(1);
    assertThat(row.getDigest()).isEqualTo(SourceModel.digest(List.of(live(x, 5, "new"))));
    assertThat(row.getWatermark()).isEqualTo(5);
  }

  @Test
  @DisplayName("shadow: a get tells how far the copy is, and at which seq a note went")
  void shadowReads() {
    account.beginImport(proof, 0);
    account.apply(SourceModel.scan(proof));
    account.apply(SourceModel.changes(proof, 0, 4, live(x, 3, "a"), tombstone(y, 4)));
    Proof shadow = proof.toBuilder().setRole(Role.SHADOW).build();
    ReadReply gone = account.get(shadow, y);
    assertThat(gone.getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    assertThat(gone.getTombstoneSeq()).isEqualTo(4);
    assertThat(gone.getRowWatermark()).isEqualTo(4);
    ReadReply there = account.get(shadow, x);
    assertThat(there.getNote().getNote().getSeq()).isEqualTo(3);
    assertThat(there.getTombstoneSeq()).isZero();
  }

  @Test
  @DisplayName("dual: newer wins, nothing else moves, what is older than the import is ignored")
  void dualWrites() {
    account.beginImport(proof, 2);
    account.apply(SourceModel.scan(proof, live(x, 1, "old")));
    assertThat(account.dual(proof, live(x, 4, "new"), live(y, 2, "too old")).getRefusal())
        .isEqualTo(Refusal.NOT_REFUSED);
    account.dual(proof, live(x, 3, "late"), tombstone(x, 3));
    Row row = account.row();
    assertThat(row.getWatermark()).isEqualTo(2);
    assertThat(row.getNotes()).isEqualTo(1);
    assertThat(row.getDigest()).isEqualTo(SourceModel.digest(List.of(live(x, 4, "new"))));
    account.apply(SourceModel.changes(proof, 2, 4, live(x, 4, "new")));
    assertThat(account.row().getWatermark()).isEqualTo(4);
  }

  @Test
  @DisplayName("dual: many accounts in a call, each for itself, answered in order")
  void dualWritesOfManyAccounts() {
    int count = 200;
    List<DualRequest> requests = new ArrayList<>();
    List<TestAccount> accounts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestAccount one = new TestAccount();
      accounts.add(one);
      one.beginImport(one.elsewhere(3), 0);
      // Every third is of another epoch.
      Proof told = one.elsewhere(i % 3 == 0 ? 2 : 3);
      requests.add(TestAccount.dualRequest(told, live(TestAccount.randomId(), i + 1, "a")));
    }
    List<CommandReply> replies = account.dual(requests);
    assertThat(replies).hasSize(count);
    for (int i = 0; i < count; i++) {
      boolean refused = i % 3 == 0;
      assertThat(replies.get(i).getRefusal())
          .as("request %d", i)
          .isEqualTo(refused ? Refusal.STALE_EPOCH : Refusal.NOT_REFUSED);
      assertThat(accounts.get(i).row().getNotes()).isEqualTo(refused ? 0 : 1);
    }
  }

  @Test
  @DisplayName("dual: a request that is wrong ends the call, what came before it stands")
  void aWrongDualWrite() {
    account.beginImport(proof, 0);
    DualRequest good = TestAccount.dualRequest(proof, live(x, 4, "new"));
    TestAccount.assertInvalid(
        "records", () -> account.dual(List.of(good, TestAccount.dualRequest(proof), good)));
    assertThat(account.row().getNotes()).isEqualTo(1);
  }

  @Test
  @DisplayName("dual: only into a copy of exactly the epoch, never into a home")
  void dualWritesOfAnotherEpoch() {
    account.beginImport(account.elsewhere(3), 0);
    assertThat(account.dual(account.elsewhere(2), live(x, 1, "a")).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.dual(account.elsewhere(4), live(x, 1, "a")).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(account.row().getNotes()).isZero();
    TestAccount home = TestAccount.serving();
    assertThat(home.dual(home.elsewhere(1), live(x, 9, "a")).getRefusal())
        .isEqualTo(Refusal.NOT_HOME);
    assertThat(home.row().getLastSeq()).isZero();
  }

  @Test
  @DisplayName("apply: batches must join; a gap is refused and names the place")
  void gap() {
    account.beginImport(proof, 2);
    assertThat(account.apply(SourceModel.changes(proof, 2, 3)).getRefusal()).isEqualTo(Refusal.GAP);
    ByteString middle = ByteString.copyFrom(new byte[] {1}).concat(x);
    assertThat(
            account.apply(SourceModel.scan(proof, middle, SourceModel.END, List.of())).getRefusal())
        .isEqualTo(Refusal.GAP);
    List<CommandReply> replies =
        account.apply(
            List.of(
                SourceModel.scan(proof, SourceModel.START, middle, List.of(live(x, 1, "a"))),
                SourceModel.scan(proof, middle, SourceModel.END, List.of())));
    assertThat(replies.getFirst().getRow().getScanPosition()).isEqualTo(middle);
    assertThat(replies.getFirst().getRow().hasWatermark()).isFalse();
    assertThat(replies.getLast().getRow().getWatermark()).isEqualTo(2);
    CommandReply gap = account.apply(SourceModel.changes(proof, 4, 6));
    assertThat(gap.getRefusal()).isEqualTo(Refusal.GAP);
    assertThat(gap.getRow().getWatermark()).isEqualTo(2);
  }

  @Test
  @DisplayName("apply: only at exactly the epoch of the row")
  void otherEpoch() {
    account.beginImport(account.elsewhere(3), 0);
    assertThat(account.apply(SourceModel.scan(account.elsewhere(2))).getRefusal())
        .isEqualTo(Refusal.STALE_EPOCH);
    assertThat(account.apply(SourceModel.scan(account.elsewhere(4))).getRefusal())
        .isNotEqualTo(Refusal.NOT_REFUSED);
    assertThat(account.row().hasWatermark()).isFalse();
  }

  @Test
  @DisplayName("ready: refused with GAP before the final seq, with MISMATCH on other content")
  void ready() {
    List<Record> records = List.of(live(x, 1, "a"), live(y, 2, "b"));
    account.beginImport(proof, 0);
    account.apply(SourceModel.scan(proof));
    ApplyRequest all = SourceModel.changes(proof, 0, 2, live(x, 1, "a"), live(y, 2, "b"));
    assertThat(account.apply(SourceModel.ready(all, 3, records)).getRefusal())
        .isEqualTo(Refusal.GAP);
    assertThat(
            account
                .apply(SourceModel.ready(all, 2, List.of(live(x, 1, "a"), live(y, 2, "c"))))
                .getRefusal())
        .isEqualTo(Refusal.MISMATCH);
    ApplyRequest wrongCount =
        all.toBuilder()
            .setReady(
                Ready.newBuilder()
                    .setFinalSeq(2)
                    .setNotes(3)
                    .setDigest(SourceModel.digest(records)))
            .build();
    assertThat(account.apply(wrongCount).getRefusal()).isEqualTo(Refusal.MISMATCH);
    assertThat(account.row().getNotes()).as("a refused batch is not applied").isZero();
    CommandReply done = account.apply(SourceModel.ready(all, 2, records));
    assertThat(done.getRefusal()).isEqualTo(Refusal.NOT_REFUSED);
    assertThat(done.getRow().getState()).isEqualTo(RowState.READY);
    CommandReply repeated = account.apply(SourceModel.ready(all, 2, records));
    assertThat(repeated.getRow().getState()).isEqualTo(RowState.READY);
    assertThat(repeated.getRefusal()).isEqualTo(Refusal.COMPLETE);
  }

  @Test
  @DisplayName("ready: left by proof or by a higher epoch, not at its own")
  void readyIsKept() {
    makeReady();
    account.beginImport(proof, 99);
    assertThat(account.row().getState()).isEqualTo(RowState.READY);
    assertThat(account.get(account.proof(1), x).getRefusal()).isEqualTo(Refusal.NOT_HOME);
    assertThat(account.row().getNotes()).isEqualTo(1);
    var read = account.get(account.proof(2), x);
    assertThat(read.getNote().getNote().getContent().toStringUtf8()).isEqualTo("a");
    Row row = account.row();
    assertThat(row.getState()).isEqualTo(RowState.SERVING);
    assertThat(row.getEpoch()).isEqualTo(2);
    assertThat(row.getKeepFrom()).isEqualTo(7);
    assertThat(row.getExportEpoch()).isEqualTo(2);
  }

  @Test
  @DisplayName("open: the new home goes on with the seq where the old one ended")
  void seqContinues() {
    makeReady();
    var reply = account.update(account.proof(2), x, "b");
    assertThat(reply.getAnswer().getOutcome()).isEqualTo(Outcome.OK);
    assertThat(reply.getAnswer().getNote().getSeq()).isEqualTo(8);
    assertThat(account.beginImport(account.elsewhere(3), 0).getRefusal())
        .isEqualTo(Refusal.NOT_CLOSED);
  }

  @Test
  @DisplayName(
      "import: an older copy goes on if its watermark reaches keep_from, else starts empty")
  void olderCopy() {
    account.beginImport(proof, 0);
    account.apply(
        List.of(SourceModel.scan(proof), SourceModel.changes(proof, 0, 5, live(x, 5, "a"))));
    Row kept = account.beginImport(account.elsewhere(2), 5).getRow();
    assertThat(kept.getNotes()).isEqualTo(1);
    assertThat(kept.getWatermark()).isEqualTo(5);
    Row emptied = account.beginImport(account.elsewhere(3), 6).getRow();
    assertThat(emptied.getNotes()).isZero();
    assertThat(emptied.hasWatermark()).isFalse();
    assertThat(emptied.getScanPosition()).isEqualTo(SourceModel.START);
    assertThat(emptied.getDigest()).isEqualTo(SourceModel.digest(List.of()));
  }

  private void makeReady() {
    account.beginImport(proof, 0);
    account.apply(
        List.of(
            SourceModel.scan(proof),
            SourceModel.ready(
                SourceModel.changes(proof, 0, 7, live(x, 7, "a")), 7, List.of(live(x, 7, "a")))));
    assertThat(account.row().getState()).isEqualTo(RowState.READY);
  }
}
