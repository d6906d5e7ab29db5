package dev.notely.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.proxy.store.ListPart;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Lists over two stores: all pages together are what both have, in order, nothing twice. */
final class ListMergeTest {
  private static final int ACCOUNTS = 3_000;

  private static ByteString key(int number) {
    // High bytes too: keys are ordered without signs.
    return ByteString.copyFrom(new byte[] {(byte) (number * 7), (byte) number});
  }

  private static List<ByteString> keys(int... numbers) {
    List<ByteString> keys = new ArrayList<>();
    for (int number : numbers) {
      keys.add(ByteString.copyFrom(new byte[] {(byte) number}));
    }
    return keys;
  }

  @Test
  void theHomesTombstonesCountAgainstTheFormerHome() {
    ListPart union =
        ListMerge.union(
            new ListPart(keys(1, 2, 3), List.of(), ByteString.EMPTY),
            new ListPart(keys(2, 5), keys(3), ByteString.EMPTY));
    assertThat(union.ids()).isEqualTo(keys(1, 2, 5));
    assertThat(union.isLast()).isTrue();
  }

  @Test
  void whatIsBeyondTheNearerReachIsNotSaidYet() {
    ListPart union =
        ListMerge.union(
            new ListPart(keys(1, 2, 3), List.of(), keys(3).getFirst()),
            new ListPart(keys(200, 201), List.of(), keys(201).getFirst()));
    assertThat(union.ids()).isEqualTo(keys(1, 2, 3));
    assertThat(union.reach()).isEqualTo(keys(3).getFirst());
  }

  @Test
  void keysAreOrderedWithoutSigns() {
    ListPart union =
        ListMerge.union(
            new ListPart(keys(200), List.of(), ByteString.EMPTY),
            new ListPart(keys(1), List.of(), ByteString.EMPTY));
    assertThat(union.ids()).isEqualTo(keys(1, 200));
  }

  @Test
  void walkingAllPagesGivesTheUnionLessTheTombstones() {
    Random random = new Random(5);
    for (int account = 0; account < ACCOUNTS; account++) {
      Account notes = new Account(random);
      int limit = 1 + random.nextInt(6);
      assertThat(notes.walk(limit)).as("account %d", account).isEqualTo(notes.expected());
    }
  }

  /** Records of one account in two stores, and what each answers to a list. */
  private static final class Account {
    private final Random random;
    private final NavigableSet<ByteString> former = new TreeSet<>(ListMerge.ORDER);
    private final NavigableSet<ByteString> home = new TreeSet<>(ListMerge.ORDER);
    private final NavigableSet<ByteString> tombstones = new TreeSet<>(ListMerge.ORDER);

    Account(Random random) {
      this.random = random;
      int notes = random.nextInt(40);
      boolean mostlyDeleted = random.nextInt(4) == 0;
      for (int i = 0; i < notes; i++) {
        boolean isThere = random.nextBoolean();
        boolean isDeleted = random.nextInt(10) < (mostlyDeleted ? 9 : 2);
        if (isThere) {
          former.add(key(i)); // moved or overwritten since, perhaps, and not yet evicted
        }
        if (isDeleted) {
          tombstones.add(key(i));
        } else if (random.nextBoolean()) {
          home.add(key(i));
        }
      }
    }

    List<ByteString> expected() {
      NavigableSet<ByteString> all = new TreeSet<>(ListMerge.ORDER);
      all.addAll(former);
      tombstones.forEach(all::remove);
      all.addAll(home);
      return List.copyOf(all);
    }

    List<ByteString> walk(int limit) {
      List<ByteString> seen = new ArrayList<>();
      ByteString after = ByteString.EMPTY;
      boolean more = true;
      while (more) {
        ListMerge page = new ListMerge(limit);
        ByteString from = after;
        do {
          page.add(
              part(former, new TreeSet<>(ListMerge.ORDER), from, limit),
              part(home, tombstones, from, limit));
          assertThat(page.isComplete() || ListMerge.ORDER.compare(page.reach(), from) > 0)
              .as("it gets on")
              .isTrue();
          from = page.reach();
        } while (!page.isComplete());
        assertThat(page.ids()).hasSizeLessThanOrEqualTo(limit);
        more = page.more();
        assertThat(more && page.ids().isEmpty()).as("an empty page has no last id").isFalse();
        seen.addAll(page.ids());
        after = more ? page.ids().getLast() : after;
      }
      return seen;
    }

    /** As a store answers: so many ids, and as many tombstones as it likes. */
    private ListPart part(
        NavigableSet<ByteString> ids,
        NavigableSet<ByteString> deleted,
        ByteString after,
        int limit) {
      List<ByteString> some = first(ids, after, limit);
      List<ByteString> dead = first(deleted, after, 1 + random.nextInt(5));
      ByteString reach = ByteString.EMPTY;
      if (some.size() < ids.tailSet(after, false).size()) {
        reach = some.getLast();
      }
      if (dead.size() < deleted.tailSet(after, false).size()
          && (reach.isEmpty() || ListMerge.ORDER.compare(dead.getLast(), reach) < 0)) {
        reach = dead.getLast();
      }
      return new ListPart(some, dead, reach);
    }

    private static List<ByteString> first(
        NavigableSet<ByteString> keys, ByteString after, int limit) {
      return keys.tailSet(after, false).stream().limit(limit).toList();
    }
  }
}
