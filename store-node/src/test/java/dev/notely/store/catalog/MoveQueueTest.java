package dev.notely.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
}
