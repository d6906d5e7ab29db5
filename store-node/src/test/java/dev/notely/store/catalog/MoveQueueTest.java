package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoveQueueTest {
  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private Catalog catalog;
  private MoveQueue queue;

  @BeforeEach
  void open() {
    catalog = Catalog.open(folder.resolve("catalog.db"), clock);
    for (String store : List.of("legacy", "new")) {
      catalog.remember(new KnownStore(store, "h:1", "clustered", Map.of())).join();
    }
    queue = new MoveQueue(catalog, new MoveLeases(clock));
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private void moving(int number) {
    ByteString id = CatalogTest.id(number);
    catalog.create(id, "a", "free", "", "legacy").join();
    catalog.compareAndSet(id, 1, new PlacementChange.Admit(), "p").join();
    catalog.compareAndSet(id, 1, new PlacementChange.Begin("new"), "p").join();
  }

  private void withChores(int number) {
    moving(number);
    catalog.compareAndSet(CatalogTest.id(number), 1, new PlacementChange.Settle(), "p").join();
  }

  private Set<ByteString> claim(String holder, int capacity) {
    Set<ByteString> accounts = new HashSet<>();
    queue.claim(holder, capacity).work().forEach(work -> accounts.add(work.placement().account()));
    return accounts;
  }

  private static Set<ByteString> ids(Integer... numbers) {
    Set<ByteString> ids = new HashSet<>();
    List.of(numbers).forEach(number -> ids.add(CatalogTest.id(number)));
    return ids;
  }

  @Test
  void movesAndChoresAreGivenOutInTurn() {
    List.of(11, 12, 13).forEach(this::moving);
    List.of(21, 22, 23).forEach(this::withChores);
    assertThat(claim("p", 2)).isEqualTo(ids(11, 21));
    assertThat(claim("q", 3)).isEqualTo(ids(12, 22, 13));
    assertThat(claim("r", 5)).isEqualTo(ids(23));
  }

  @Test
  void whatAHolderHasStaysItsOwnWhateverComes() {
    List.of(51, 52).forEach(this::moving);
    withChores(61);
    assertThat(claim("p", 3)).isEqualTo(ids(51, 52, 61));
    for (int number = 1; number <= 40; number++) {
      withChores(number); // ahead of the others in the order of ids
    }
    assertThat(claim("p", 3)).isEqualTo(ids(51, 52, 61));
    assertThat(claim("q", 40))
        .isEqualTo(ids(IntStream.rangeClosed(1, 40).boxed().toArray(Integer[]::new)));
  }

  @Test
  void whatIsDoneIsNoWorkAnyMore() {
    withChores(1);
    List<Chore> chores = queue.claim("p", 1).work().getFirst().chores();
    assertThat(chores).hasSize(2);
    chores.forEach(chore -> queue.complete(chore).join());
    assertThat(claim("p", 1)).isEmpty();
  }

  private long enrolled(boolean drain, Integer... numbers) {
    MigrationPlan plan = new MigrationPlan("lazy-" + numbers[0], "{}", List.of("all"), true);
    long id =
        catalog
            .journal(j -> {
              Migration made =
                  j.create(
                      plan, new MigrationLimits(numbers.length, 100, 0, drain), Cause.of("op"));
              return made.id();
            })
            .join();
    for (int number : numbers) {
      catalog.create(CatalogTest.id(number), "a", "free", "", "legacy").join();
      catalog.compareAndSet(CatalogTest.id(number), 1, new PlacementChange.Admit(), "p").join();
      catalog
          .journal(j -> {
            j.addAccounts(id, List.of(new PlannedAccount(CatalogTest.id(number), 0, "new")));
            return true;
          })
          .join();
    }
    apply(id, MigrationEventKind.START, LimitsChange.NONE);
    catalog.journal(j -> j.enrol(id, numbers.length, "leader")).join();
    return id;
  }

  private long overlaying(boolean drain, int atOnce, Integer... numbers) {
    long id = enrolled(drain, numbers);
    for (int number : numbers) {
      catalog
          .compareAndSet(CatalogTest.id(number), 1, new PlacementChange.Commit(0, 9), "p")
          .join();
    }
    apply(
        id,
        MigrationEventKind.SET_LIMITS,
        new LimitsChange(atOnce, OptionalLong.empty(), OptionalDouble.empty(), false));
    return id;
  }

  private void apply(long id, MigrationEventKind event, LimitsChange limits) {
    MigrationCommand command =
        new MigrationCommand(id, event, Cause.of("op"), limits, 0, Verification.NONE);
    catalog.journal(j -> j.apply(command, true)).join();
  }

  @Test
  void whatStaysBehindIsNoWorkUntilTheDrainIsSwitchedOn() {
    long id = overlaying(false, 2, 31, 32, 33);
    assertThat(claim("p", 10)).isEmpty();
    apply(
        id,
        MigrationEventKind.SET_LIMITS,
        new LimitsChange(0, OptionalLong.empty(), OptionalDouble.empty(), true));
    assertThat(claim("p", 10)).as("no more than it may have under way").isEqualTo(ids(31, 32));
    assertThat(claim("q", 10)).isEmpty();
    catalog.compareAndSet(CatalogTest.id(31), 2, new PlacementChange.Drained(1), "p").join();
    assertThat(claim("q", 10)).isEqualTo(ids(33));
  }

  @Test
  void aRollbackDrainsWhatStayedBehind() {
    long id = overlaying(false, 1, 31, 32);
    apply(id, MigrationEventKind.ROLLBACK, LimitsChange.NONE);
    assertThat(queue.claim("p", 10).work())
        .singleElement()
        .extracting(work -> work.placement().account(), MoveQueue.Work::keepOverlay)
        .containsExactly(CatalogTest.id(31), false);
  }

  @Test
  void whatIsDrainedKeepsNobodyElseWaiting() {
    overlaying(true, 2, 31, 32, 33, 34, 35, 36);
    overlaying(true, 1, 41, 42);
    moving(51);
    assertThat(claim("p", 10)).isEqualTo(ids(31, 32, 41, 51));
  }

  @Test
  void aMoveThatKeepsItsOverlayIsToldSo() {
    enrolled(false, 31);
    enrolled(true, 41);
    assertThat(queue.claim("p", 10).work())
        .extracting(work -> work.placement().account(), MoveQueue.Work::keepOverlay)
        .containsExactlyInAnyOrder(
            tuple(CatalogTest.id(31), true), tuple(CatalogTest.id(41), false));
  }
}
