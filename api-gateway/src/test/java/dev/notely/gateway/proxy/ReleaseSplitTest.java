package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.proxy.ReleaseSplit.Share;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReleaseSplitTest {
  private static final List<UUID> ACCOUNTS =
      IntStream.range(0, 20_000).mapToObj(i -> new UUID(i * 31L, ~i)).toList();

  private static ReleaseSplit canary(int percent) {
    return new ReleaseSplit(List.of(new Share("v2", percent), new Share("v1", 100 - percent)));
  }

  private static long of(ReleaseSplit split, String release) {
    return ACCOUNTS.stream()
        .filter(account -> split.of(account).orElseThrow().equals(release))
        .count();
  }

  @Property
  void anAccountThatIsWithTheNextReleaseStaysThereWhileItsShareGrows(
      @ForAll long high,
      @ForAll long low,
      @ForAll @IntRange(min = 0, max = 100) int share,
      @ForAll @IntRange(min = 0, max = 100) int more) {
    UUID account = new UUID(high, low);
    ReleaseSplit before = canary(Math.min(share, more));
    ReleaseSplit after = canary(Math.max(share, more));
    if (before.of(account).orElseThrow().equals("v2")) {
      assertThat(after.of(account)).contains("v2");
    }
    assertThat(before.of(account)).as("stable").isEqualTo(before.of(account));
  }

  @Property
  void everyAccountHasARelease(
      @ForAll long high,
      @ForAll long low,
      @ForAll @IntRange(min = 0, max = 50) int a,
      @ForAll @IntRange(min = 0, max = 50) int b) {
    ReleaseSplit three =
        new ReleaseSplit(
            List.of(new Share("v3", a), new Share("v2", b), new Share("v1", 100 - a - b)));
    assertThat(three.of(new UUID(high, low))).isPresent();
  }

  @Test
  void sharesAreThoseOfTheAccounts() {
    for (int percent : new int[] {0, 1, 10, 50, 99, 100}) {
      assertThat((double) of(canary(percent), "v2") / ACCOUNTS.size())
          .as(percent + " %")
          .isBetween(percent / 100.0 - 0.01, percent / 100.0 + 0.01);
    }
    assertThat(of(canary(0), "v2")).isZero();
    assertThat(of(canary(100), "v1")).isZero();
  }

  @Test
  void theWayBackToAnOlderReleaseIsMonotoneToo() {
    ReleaseSplit some = canary(70);
    ReleaseSplit more = canary(40);
    assertThat(ACCOUNTS)
        .filteredOn(account -> some.of(account).orElseThrow().equals("v1"))
        .allMatch(account -> more.of(account).orElseThrow().equals("v1"));
  }

  @Test
  void withoutAShareThereIsNoRelease() {
    assertThat(ReleaseSplit.NONE.of(ACCOUNTS.getFirst())).isEmpty();
    assertThat(canary(1).gives("v1")).isTrue();
    assertThat(canary(1).gives("v3")).isFalse();
  }
}
