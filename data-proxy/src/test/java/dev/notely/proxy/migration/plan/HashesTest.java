package dev.notely.proxy.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Buckets and shards: pinned, nested, even, and moving only what must move. */
final class HashesTest {
  private static final List<UUID> PINNED =
      List.of(
          new UUID(0, 0),
          new UUID(0, 1),
          UUID.fromString("0197a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b"),
          UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));

  /** Accounts that exist are where these values say: if this fails, the change is wrong. */
  @Test
  void valuesNeverChange() {
    assertThat(PINNED.stream().map(StableHash::bucket)).containsExactly(2433, 7824, 4257, 8519);
    assertThat(PINNED.stream().map(id -> Rendezvous.choose(id, shards(4))))
        .containsExactly("shard-3", "shard-2", "shard-4", "shard-2");
  }

  @Test
  void aSmallerShareLiesInsideALarger() {
    for (UUID id : ids(1, 20_000)) {
      assertThat(StableHash.bucket(id)).isBetween(0, 9_999);
      boolean before = false;
      for (double percent : new double[] {0.001, 0.07, 1, 10, 33.3, 50, 99.99, 100}) {
        boolean now = StableHash.within(percent, id);
        assertThat(now || !before).isTrue();
        before = now;
      }
      assertThat(before).isTrue();
    }
  }

  @Test
  void aShareIsThatShareOfRandomIdsAndOfIdsInARow() {
    List<UUID> inARow = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      inARow.add(new UUID(0x0197_a2b4_5c6d_7000L, 0x8000_0000_0000_0000L + i));
    }
    for (List<UUID> ids : List.of(ids(2, 100_000), inARow)) {
      long tenth = ids.stream().filter(id -> StableHash.within(10, id)).count();
      assertThat(tenth).isBetween(9_500L, 10_500L);
    }
  }

  @Test
  void seventhsOfAPercentAreSevenBuckets() {
    long buckets =
        ids(3, 200_000).stream()
            .filter(id -> StableHash.within(0.07, id))
            .map(StableHash::bucket)
            .distinct()
            .count();
    assertThat(buckets).isEqualTo(7);
  }

  @Test
  void shardsAreEvenWithinATenth() {
    List<UUID> ids = ids(5, 100_000);
    for (int shards = 1; shards <= 16; shards++) {
      Map<String, Integer> counts = new HashMap<>();
      for (UUID id : ids) {
        counts.merge(Rendezvous.choose(id, shards(shards)), 1, Integer::sum);
      }
      double even = (double) ids.size() / shards;
      assertThat(counts.values())
          .hasSize(shards)
          .allSatisfy(count -> assertThat((double) count).isBetween(0.9 * even, 1.1 * even));
    }
  }

  @Test
  void aStoreThatIsAddedTakesAndMovesNoOther() {
    for (int shards = 1; shards < 12; shards++) {
      String added = "shard-" + (shards + 1);
      for (UUID id : ids(shards, 5_000)) {
        String before = Rendezvous.choose(id, shards(shards));
        assertThat(Rendezvous.choose(id, shards(shards + 1))).isIn(before, added);
      }
    }
  }

  @Test
  void theOrderOfStoresDoesNotMatter() {
    for (UUID id : ids(6, 2_000)) {
      assertThat(Rendezvous.choose(id, shards(7).reversed()))
          .isEqualTo(Rendezvous.choose(id, shards(7)));
    }
  }

  @Test
  void theBucketSaysNothingOfTheShard() {
    Map<String, Integer> counts = new HashMap<>();
    List<UUID> tenth = ids(7, 100_000).stream().filter(id -> StableHash.within(10, id)).toList();
    tenth.forEach(id -> counts.merge(Rendezvous.choose(id, shards(4)), 1, Integer::sum));
    assertThat(counts.values())
        .allSatisfy(count -> assertThat(count * 4.0 / tenth.size()).isBetween(0.9, 1.1));
  }

  @Test
  void withoutStoresThereIsNoChoice() {
    assertThatThrownBy(() -> Rendezvous.choose(new UUID(0, 0), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> shards(int count) {
    List<String> shards = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      shards.add("shard-" + i);
    }
    return shards;
  }

  private static List<UUID> ids(long seed, int count) {
    Random random = new Random(seed);
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(new UUID(random.nextLong(), random.nextLong()));
    }
    return ids;
  }
}
