package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogRefusedException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogTest {
  private static final String BY = "proxy-1";
  private static final ByteString ANN = id(1);
  private static final KnownStore LEGACY =
      new KnownStore("legacy", "h:1", "legacy", Map.of("zone", "a", "disk", "ssd"));
  private static final KnownStore TARGET = new KnownStore("new", "h:2", "clustered", Map.of());

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private Catalog catalog;

  static ByteString id(int number) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) number;
    return ByteString.copyFrom(bytes);
  }

  @BeforeEach
  void open() {
    catalog = Catalog.open(folder.resolve("catalog.db"), clock);
    catalog.remember(LEGACY).join();
    catalog.remember(TARGET).join();
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private void reopen() {
    catalog.close();
    catalog = Catalog.open(folder.resolve("catalog.db"), clock);
  }

  private AccountEntry create(ByteString id) {
    return catalog.create(id, "name", "free", "", "legacy").join();
  }

  private PlacementRow win(ByteString account, long epoch, PlacementChange change) {
    Catalog.Outcome outcome = catalog.compareAndSet(account, epoch, change, BY).join();
    assertThat(outcome.won()).as("%s at %s", change, epoch).isTrue();
    return outcome.row();
  }

  private PlacementRow moved(ByteString account) {
    create(account);
    win(account, 1, new PlacementChange.Admit());
    win(account, 1, new PlacementChange.Begin("new"));
    return win(account, 1, new PlacementChange.Commit(100, 2_500));
  }

  private void assertRefused(CompletableFuture<?> call, Reason reason) {
    assertThatThrownBy(call::join)
        .cause()
        .isInstanceOfSatisfying(
            CatalogRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void aNewAccountIsPlacedAtItsHomeAtEpochOne() {
    assertThat(create(ANN).placement())
        .isEqualTo(new PlacementRow(ANN, 1, "legacy", "", PlacementPhase.NEW, 1));
    assertThat(catalog.account(ANN).name()).isEqualTo("name");
  }

  @Test
  void anIdIsTakenOnce() {
    create(ANN);
    assertRefused(catalog.create(ANN, "other", "free", "", "new"), Reason.ID_TAKEN);
    assertThat(catalog.account(ANN).placement().home()).isEqualTo("legacy");
  }

  @Test
  void aStoreThatNeverAnnouncedItselfIsNoHomeAndNoTarget() {
    assertRefused(catalog.create(ANN, "name", "free", "", "nowhere"), Reason.NO_SUCH_STORE);
    assertThatThrownBy(() -> catalog.account(ANN)).isInstanceOf(CatalogRefusedException.class);
    create(ANN);
    win(ANN, 1, new PlacementChange.Admit());
    assertRefused(
        catalog.compareAndSet(ANN, 1, new PlacementChange.Begin("nowhere"), BY),
        Reason.NO_SUCH_STORE);
    assertRefused(
        catalog.compareAndSet(ANN, 1, new PlacementChange.Begin("nowhere", true), BY),
        Reason.NO_SUCH_STORE);
  }

  @Test
  void anUnknownAccountIsAnErrorAndNeverADefault() {
    assertThatThrownBy(() -> catalog.placement(ANN)).isInstanceOf(CatalogRefusedException.class);
    assertRefused(
        catalog.compareAndSet(ANN, 1, new PlacementChange.Abort(), BY), Reason.NO_SUCH_ACCOUNT);
    assertRefused(catalog.rename(ANN, "x"), Reason.NO_SUCH_ACCOUNT);
  }

  @Test
  void renamingLeavesThePlacement() {
    PlacementRow before = create(ANN).placement();
    assertThat(catalog.rename(ANN, "other").join())
        .isEqualTo(new AccountEntry(ANN, "other", "free", "", before));
  }

  @Test
  void pagesComeInTheOrderOfTheBytes() {
    // 0x80 and up are negative as Java bytes: the order is that of unsigned ones.
    List.of(200, 1, 127, 128).forEach(number -> create(id(number)));
    List<ByteString> first = ids(catalog.accounts(ByteString.EMPTY, 3));
    assertThat(first).containsExactly(id(1), id(127), id(128));
    assertThat(ids(catalog.accounts(first.getLast(), 3))).containsExactly(id(200));
  }

  private static List<ByteString> ids(List<AccountEntry> entries) {
    return entries.stream().map(AccountEntry::id).toList();
  }

  @Test
  void aCommitIsWrittenDownWithItsMove() {
    moved(ANN);
    assertThat(catalog.moves(0, 10))
        .containsExactly(new MoveRecord(1, ANN, "legacy", "new", 2, clock.millis(), 100, 2_500));
    assertThat(catalog.moves(1, 10)).isEmpty();
  }

  @Test
  void aLostAttemptChangesNothingAndShowsThePlacement() {
    PlacementRow after = moved(ANN);
    Catalog.Outcome again =
        catalog.compareAndSet(ANN, 1, new PlacementChange.Commit(100, 2_500), BY).join();
    assertThat(again).isEqualTo(new Catalog.Outcome(false, after));
    assertThat(catalog.moves(0, 10)).hasSize(1);
    assertThat(catalog.version()).isEqualTo(after.version());
  }

  @Test
  void ofTwoAttemptsAtOneEpochOneWins() {
    create(ANN);
    win(ANN, 1, new PlacementChange.Admit());
    win(ANN, 1, new PlacementChange.Begin("new"));
    List<CompletableFuture<Catalog.Outcome>> attempts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      attempts.add(catalog.compareAndSet(ANN, 1, new PlacementChange.Commit(1, 1), BY));
      attempts.add(catalog.compareAndSet(ANN, 1, new PlacementChange.Abort(), BY));
    }
    assertThat(attempts.stream().map(CompletableFuture::join).filter(Catalog.Outcome::won))
        .hasSize(1);
    assertThat(catalog.placement(ANN).epoch()).isEqualTo(2);
  }

  @Test
  void everyChangeHasAVersionOfItsOwn() {
    create(ANN);
    create(id(2));
    assertThat(win(ANN, 1, new PlacementChange.Admit()).version()).isEqualTo(3);
    assertThat(win(id(2), 1, new PlacementChange.Admit()).version()).isEqualTo(4);
    assertThat(catalog.version()).isEqualTo(4);
    assertThat(catalog.feed().after(2)).extracting(PlacementRow::version).containsExactly(3L, 4L);
  }

  @Test
  void everythingIsThereAfterOpeningAgain() {
    PlacementRow after = moved(ANN);
    PlacementRow settled = win(ANN, 2, new PlacementChange.Settle());
    MoveQueue.Claimed before = queue().claim("p", 10);
    reopen();
    assertThat(catalog.placement(ANN)).isEqualTo(settled);
    assertThat(settled.version()).isGreaterThan(after.version());
    assertThat(catalog.version()).isEqualTo(settled.version());
    assertThat(catalog.moves(0, 10)).hasSize(1);
    assertThat(catalog.stores()).containsExactly(LEGACY, TARGET);
    assertThat(queue().claim("p", 10)).isEqualTo(before);
    assertThat(before.work().getFirst().chores()).hasSize(2);
  }

  private MoveQueue queue() {
    return new MoveQueue(catalog, new MoveLeases(clock));
  }

  @Test
  void aSettledAccountIsWorkUntilItsChoresAreDone() {
    moved(ANN);
    MoveQueue queue = queue();
    assertThat(queue.claim("p", 10).work()).extracting(MoveQueue.Work::chores).hasSize(1);
    win(ANN, 2, new PlacementChange.Settle());
    List<Chore> chores = queue.claim("p", 10).work().getFirst().chores();
    assertThat(chores)
        .containsExactly(
            new Chore(ANN, "new", 3, Chore.Kind.RELEASE, "new"),
            new Chore(ANN, "legacy", 3, Chore.Kind.PURGE, "new"));
    chores.forEach(chore -> queue.complete(chore).join());
    queue.complete(chores.getFirst()).join(); // again: nothing
    assertThat(queue.claim("p", 10)).isEqualTo(new MoveQueue.Claimed(List.of(), 0));
  }

  @Test
  void aLazyMoveIsWorkFromItsBeginToItsSettle() {
    create(ANN);
    win(ANN, 1, new PlacementChange.Admit());
    assertThat(win(ANN, 1, new PlacementChange.Begin("new", true)).phase())
        .isEqualTo(PlacementPhase.SWITCHING);
    assertThat(queue().claim("p", 10).work()).hasSize(1);
    win(ANN, 1, new PlacementChange.Abort());
    win(ANN, 2, new PlacementChange.Commit(0, 700));
    reopen();
    assertThat(queue().claim("p", 10).work())
        .extracting(MoveQueue.Work::placement)
        .containsExactly(catalog.placement(ANN));
    assertThat(catalog.placement(ANN).phase()).isEqualTo(PlacementPhase.OVERLAID);
    assertThat(catalog.compareAndSet(ANN, 3, new PlacementChange.Settle(), BY).join().won())
        .as("its former home still has records")
        .isFalse();
    win(ANN, 3, new PlacementChange.Drained(40));
    assertThat(queue().claim("p", 10).work()).hasSize(1);
    win(ANN, 4, new PlacementChange.Settle());
    assertThat(queue().claim("p", 10).work().getFirst().chores())
        .containsExactly(
            new Chore(ANN, "new", 5, Chore.Kind.RELEASE, "new"),
            new Chore(ANN, "legacy", 5, Chore.Kind.PURGE, "new"));
    assertThat(catalog.moves(0, 10))
        .containsExactly(new MoveRecord(1, ANN, "legacy", "new", 3, clock.millis(), 0, 700));
  }

  @Test
  void choresOfTwoSettlesStandSideBySide() {
    moved(ANN);
    win(ANN, 2, new PlacementChange.Settle());
    win(ANN, 3, new PlacementChange.Begin("legacy"));
    win(ANN, 3, new PlacementChange.Settle());
    assertThat(queue().claim("p", 10).work().getFirst().chores())
        .extracting(Chore::epoch)
        .containsExactly(3L, 3L, 4L, 4L);
  }

  @Test
  void watchersHearAfterTheCommit() {
    List<Long> seen = new ArrayList<>();
    catalog.feed().watch(() -> seen.add(catalog.version()));
    create(ANN);
    win(ANN, 1, new PlacementChange.Admit());
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void aStoreThatComesBackElsewhereIsRememberedThere() {
    KnownStore moved = new KnownStore("legacy", "h:9", "legacy", Map.of("zone", "b"));
    catalog.remember(moved).join();
    assertThat(catalog.stores()).containsExactly(moved, TARGET);
  }
}
