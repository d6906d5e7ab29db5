package dev.notely.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.Chore;
import dev.notely.proto.catalog.v1.ClaimMoves;
import dev.notely.proto.catalog.v1.ClaimedMoves;
import dev.notely.proto.catalog.v1.CreateAccountEntry;
import dev.notely.proto.catalog.v1.CutOver;
import dev.notely.proto.catalog.v1.ListAccountEntries;
import dev.notely.proto.catalog.v1.MoveHistoryRequest;
import dev.notely.proto.catalog.v1.MoveRecord;
import dev.notely.proto.catalog.v1.Phase;
import dev.notely.proto.catalog.v1.Placement;
import dev.notely.proto.catalog.v1.PlacementChange;
import dev.notely.proto.catalog.v1.PlacementChange.Kind;
import dev.notely.proto.catalog.v1.PlacementChangeReply;
import dev.notely.proto.catalog.v1.RenameAccount;
import dev.notely.proto.catalog.v1.UnclaimMove;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogRequestsTest {
  @TempDir Path folder;
  private CatalogUnderTest catalog;

  @BeforeEach
  void start() {
    catalog = new CatalogUnderTest(folder, Duration.ofSeconds(60));
    catalog.announce("legacy");
    catalog.announce("new");
  }

  @AfterEach
  void stop() {
    catalog.close();
  }

  private static void assertStatus(ThrowingCallable call, Status.Code code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(words);
            });
  }

  private static CreateAccountEntry.Builder ann() {
    return CreateAccountEntry.newBuilder()
        .setId(CatalogUnderTest.id(1))
        .setName("Ann")
        .setTier("free")
        .setHome("legacy");
  }

  private void assertCreateRefused(CreateAccountEntry.Builder entry, String... words) {
    assertStatus(
        () -> catalog.accounts().create(entry.build()), Status.Code.INVALID_ARGUMENT, words);
  }

  @Test
  void badInputNamesItsField() {
    assertCreateRefused(ann().setId(ByteString.copyFromUtf8("short")), "id", "16");
    assertCreateRefused(ann().setName(" "), "name");
    assertCreateRefused(ann().clearTier(), "tier");
    assertCreateRefused(ann().clearHome(), "home");
    assertStatus(
        () -> catalog.placements().find(AccountId.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "id",
        "16");
    assertStatus(
        () -> catalog.accounts().list(ListAccountEntries.getDefaultInstance()),
        Status.Code.INVALID_ARGUMENT,
        "limit");
    assertStatus(
        () ->
            catalog
                .accounts()
                .list(
                    ListAccountEntries.newBuilder()
                        .setLimit(1)
                        .setAfter(ByteString.copyFromUtf8("x"))
                        .build()),
        Status.Code.INVALID_ARGUMENT,
        "after");
    assertStatus(
        () -> catalog.moves().claim(ClaimMoves.newBuilder().setCapacity(1).build()),
        Status.Code.INVALID_ARGUMENT,
        "holder");
    assertStatus(
        () -> catalog.moves().claim(ClaimMoves.newBuilder().setHolder("p").setCapacity(-1).build()),
        Status.Code.INVALID_ARGUMENT,
        "capacity",
        "4294967295");
    assertStatus(
        () ->
            catalog
                .moves()
                .completeChore(Chore.newBuilder().setAccount(CatalogUnderTest.id(1)).build()),
        Status.Code.INVALID_ARGUMENT,
        "kind");
  }

  @Test
  void badChangesNameTheirField() {
    PlacementChange.Builder change =
        PlacementChange.newBuilder().setAccount(CatalogUnderTest.id(1)).setExpectedEpoch(1);
    assertStatus(
        () -> catalog.placements().compareAndSet(change.build()),
        Status.Code.INVALID_ARGUMENT,
        "kind");
    assertStatus(
        () -> catalog.placements().compareAndSet(change.setKind(Kind.BEGIN).build()),
        Status.Code.INVALID_ARGUMENT,
        "second");
    assertStatus(
        () -> catalog.placements().compareAndSet(change.setKind(Kind.COMMIT).setLazy(true).build()),
        Status.Code.INVALID_ARGUMENT,
        "lazy",
        "BEGIN");
    assertStatus(
        () ->
            catalog
                .placements()
                .compareAndSet(
                    change
                        .setKind(Kind.DRAINED)
                        .setLazy(false)
                        .setCutOver(CutOver.newBuilder().setRecords(-1))
                        .build()),
        Status.Code.INVALID_ARGUMENT,
        "cut_over.records is 18446744073709551615");
  }

  @Test
  void refusalsHaveStatusesOfTheirOwn() {
    catalog.create(1);
    assertStatus(() -> catalog.create(1), Status.Code.ALREADY_EXISTS, "taken");
    assertStatus(
        () ->
            catalog
                .accounts()
                .create(ann().setId(CatalogUnderTest.id(2)).setHome("nowhere").build()),
        Status.Code.FAILED_PRECONDITION,
        "nowhere",
        "legacy",
        "new");
    AccountId unknown = AccountId.newBuilder().setId(CatalogUnderTest.id(9)).build();
    assertStatus(() -> catalog.accounts().get(unknown), Status.Code.NOT_FOUND, "account");
    assertStatus(() -> catalog.placements().find(unknown), Status.Code.NOT_FOUND, "account");
    assertStatus(
        () ->
            catalog
                .accounts()
                .rename(RenameAccount.newBuilder().setId(unknown.getId()).setName("x").build()),
        Status.Code.NOT_FOUND,
        "account");
  }

  @Test
  void accountsAreListedPageByPage() {
    for (int i = 1; i <= 5; i++) {
      catalog.create(i);
    }
    List<String> names = new ArrayList<>();
    ByteString after = ByteString.EMPTY;
    boolean more = true;
    while (more) {
      AccountEntryPage page =
          catalog
              .accounts()
              .list(ListAccountEntries.newBuilder().setAfter(after).setLimit(2).build());
      page.getAccountsList().forEach(entry -> names.add(entry.getName()));
      after = page.getAccounts(page.getAccountsCount() - 1).getId();
      more = page.getMore();
    }
    assertThat(names).containsExactly("n1", "n2", "n3", "n4", "n5");
  }

  @Test
  void anAccountMovesThroughItsPhases() {
    AccountEntry created = catalog.create(1);
    assertThat(created.getPlacement().getPhase()).isEqualTo(Phase.NEW);
    assertThat(catalog.win(1, 1, Kind.ADMIT).getPhase()).isEqualTo(Phase.SETTLED);
    assertThat(catalog.win(1, 1, Kind.BEGIN).getPhase()).isEqualTo(Phase.MOVING);
    assertThat(catalog.win(1, 1, Kind.ABORT).getEpoch()).isEqualTo(2);
    assertThat(catalog.win(1, 2, Kind.COMMIT).getHome()).isEqualTo("new");
    assertThat(catalog.win(1, 3, Kind.SETTLE).getEpoch()).isEqualTo(4);
    assertThat(catalog.placements().find(AccountId.newBuilder().setId(created.getId()).build()))
        .isEqualTo(
            catalog
                .accounts()
                .get(AccountId.newBuilder().setId(created.getId()).build())
                .getPlacement());
  }

  @Test
  void anAccountMovesLazilyThroughItsPhases() {
    catalog.create(1);
    catalog.win(1, 1, Kind.ADMIT);
    PlacementChangeReply begun =
        catalog
            .placements()
            .compareAndSet(
                PlacementChange.newBuilder()
                    .setAccount(CatalogUnderTest.id(1))
                    .setExpectedEpoch(1)
                    .setKind(Kind.BEGIN)
                    .setSecond("new")
                    .setLazy(true)
                    .build());
    assertThat(begun.getPlacement().getPhase()).isEqualTo(Phase.SWITCHING);
    assertThat(catalog.win(1, 1, Kind.ABORT).getPhase()).isEqualTo(Phase.SWITCHING);
    Placement overlaid = catalog.win(1, 2, Kind.COMMIT);
    assertThat(overlaid)
        .extracting(Placement::getPhase, Placement::getHome, Placement::getSecond)
        .containsExactly(Phase.OVERLAID, "new", "legacy");
    assertThat(claim("p").getMoves(0).getPlacement()).isEqualTo(overlaid);
    assertThat(catalog.win(1, 3, Kind.DRAINED).getPhase()).isEqualTo(Phase.MOVED);
    assertThat(catalog.win(1, 4, Kind.SETTLE).getEpoch()).isEqualTo(5);
  }

  private ClaimedMoves claim(String holder) {
    return catalog.moves().claim(ClaimMoves.newBuilder().setHolder(holder).setCapacity(9).build());
  }

  private void moving(int number) {
    catalog.create(number);
    catalog.win(number, 1, Kind.ADMIT);
    catalog.win(number, 1, Kind.BEGIN);
  }

  @Test
  void workOfADeadHolderIsTakenOver() {
    moving(1);
    assertThat(claim("p").getMovesList()).hasSize(1);
    assertThat(claim("q").getMovesList()).isEmpty();
    catalog.clock.advance(Duration.ofSeconds(3));
    assertThat(claim("q").getMovesList()).hasSize(1);
    var _ =
        catalog
            .moves()
            .unclaim(
                UnclaimMove.newBuilder().setHolder("q").setAccount(CatalogUnderTest.id(1)).build());
    assertThat(claim("p").getMovesList()).hasSize(1);
  }

  @Test
  void choresAreDoneOnce() {
    moving(1);
    catalog.win(1, 1, Kind.SETTLE);
    List<Chore> chores = claim("p").getMoves(0).getChoresList();
    assertThat(chores)
        .extracting(Chore::getKind, Chore::getStore, Chore::getEpoch, Chore::getHome)
        .containsExactly(
            tuple(Chore.Kind.RELEASE, "legacy", 2L, "legacy"),
            tuple(Chore.Kind.PURGE, "new", 2L, "legacy"));
    for (int i = 0; i < 2; i++) {
      chores.forEach(chore -> catalog.moves().completeChore(chore));
    }
    assertThat(claim("p").getMovesList()).isEmpty();
  }

  @Test
  void theHistoryComesWholeAndInOrder() {
    for (int i = 1; i <= 600; i++) { // more than a page
      moving(i);
      catalog.win(i, 1, Kind.COMMIT);
    }
    List<MoveRecord> all = new ArrayList<>();
    catalog.moves().history(MoveHistoryRequest.getDefaultInstance()).forEachRemaining(all::add);
    assertThat(all).hasSize(600).isSortedAccordingTo((a, b) -> Long.compare(a.getId(), b.getId()));
    assertThat(all.getFirst())
        .isEqualTo(
            MoveRecord.newBuilder()
                .setId(1)
                .setAccount(CatalogUnderTest.id(1))
                .setFromStore("legacy")
                .setToStore("new")
                .setEpoch(2)
                .setCommittedAtMs(catalog.clock.millis())
                .build());
    List<MoveRecord> rest = new ArrayList<>();
    catalog
        .moves()
        .history(MoveHistoryRequest.newBuilder().setAfterId(598).build())
        .forEachRemaining(rest::add);
    assertThat(rest).isEqualTo(all.subList(598, 600));
  }
}
