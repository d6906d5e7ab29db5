package dev.notely.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.proxy.ProxyOrder.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProxyOrderTest {
  private static final int ACCOUNTS = 20_000;

  private static Candidate<String> idle(int number) {
    return busy(number, 0);
  }

  private static Candidate<String> busy(int number, int underWay) {
    return new Candidate<>("proxy-" + number, "proxy-" + number, false, underWay, 0);
  }

  private static List<Candidate<String>> idle(int... numbers) {
    return IntStream.of(numbers).mapToObj(ProxyOrderTest::idle).toList();
  }

  private static List<UUID> accounts(long seed) {
    Random random = new Random(seed);
    List<UUID> accounts = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(new UUID(random.nextLong(), random.nextLong()));
    }
    return accounts;
  }

  private static String own(List<Candidate<String>> candidates, UUID account) {
    return ProxyOrder.hashed(candidates, account).getFirst();
  }

  @Test
  void accountsSpreadEvenly() {
    Map<String, Integer> shares = new HashMap<>();
    for (UUID account : accounts(1)) {
      shares.merge(own(idle(1, 2, 3, 4), account), 1, Integer::sum);
    }
    assertThat(shares).hasSize(4);
    assertThat(shares.values())
        .allMatch(share -> share > ACCOUNTS * 0.23 && share < ACCOUNTS * 0.27);
  }

  @Test
  void aProxyThatComesTakesItsShareAndNothingElseMoves() {
    int moved = 0;
    for (UUID account : accounts(2)) {
      String before = own(idle(1, 2, 3), account);
      String after = own(idle(1, 2, 3, 4), account);
      if (!after.equals(before)) {
        assertThat(after).isEqualTo("proxy-4");
        moved++;
      }
    }
    assertThat(moved / (double) ACCOUNTS).isBetween(0.23, 0.27);
  }

  @Test
  void whatAProxyThatGoesLeavesIsSpreadOverTheOthers() {
    Map<String, Integer> heirs = new HashMap<>();
    for (UUID account : accounts(3)) {
      List<String> before = ProxyOrder.hashed(idle(1, 2, 3), account);
      String after = own(idle(1, 3), account);
      if (before.getFirst().equals("proxy-2")) {
        assertThat(after).isEqualTo(before.get(1));
        heirs.merge(after, 1, Integer::sum);
      } else {
        assertThat(after).isEqualTo(before.getFirst());
      }
    }
    assertThat(heirs.getOrDefault("proxy-1", 0) / (double) heirs.getOrDefault("proxy-3", 1))
        .isBetween(0.9, 1.1);
  }

  @Test
  void theListsOrderDoesNotMatter() {
    for (UUID account : accounts(4)) {
      assertThat(ProxyOrder.hashed(idle(1, 2, 3), account))
          .isEqualTo(ProxyOrder.hashed(idle(3, 1, 2), account));
    }
  }

  @Test
  void oneThatFailedIsAskedLastAndDoesNotCountForTheBound() {
    UUID account = new UUID(1, 2);
    List<String> all = ProxyOrder.hashed(idle(1, 2, 3), account);
    List<Candidate<String>> candidates = new ArrayList<>();
    for (String name : all) {
      candidates.add(new Candidate<>(name, name, name.equals(all.getFirst()), 1_000, 0));
    }
    assertThat(ProxyOrder.hashed(candidates, account))
        .containsExactly(all.get(1), all.get(2), all.getFirst());
    assertThat(ProxyOrder.bound(candidates, 0)).isEqualTo(1_251);
  }

  @Test
  void oneLoudAccountFillsItsProxyToTheBoundAndGoesOnToTheNext() {
    Random random = new Random(5);
    for (int run = 0; run < 50; run++) {
      UUID loud = new UUID(random.nextLong(), random.nextLong());
      int proxies = 2 + random.nextInt(5);
      int[] underWay = new int[proxies];
      for (int i = 0; i < 1_000; i++) {
        List<Candidate<Integer>> candidates = new ArrayList<>();
        for (int p = 0; p < proxies; p++) {
          candidates.add(new Candidate<>(p, "proxy-" + p, false, underWay[p], 0));
        }
        int bound = ProxyOrder.bound(candidates, 0);
        int chosen = ProxyOrder.hashed(candidates, loud).getFirst();
        underWay[chosen]++;
        assertThat(underWay[chosen]).isLessThanOrEqualTo(bound);
        if (random.nextInt(3) == 0) {
          int ends = random.nextInt(proxies);
          underWay[ends] = Math.max(0, underWay[ends] - 1);
        }
      }
    }
  }

  @Test
  void inQuietTimesAnAccountKeepsToItsProxy() {
    for (UUID account : accounts(6)) {
      List<String> order = ProxyOrder.hashed(idle(1, 2), account);
      List<Candidate<String>> candidates = List.of(busy(1, ProxyOrder.NEVER_BUSY - 1), idle(2));
      assertThat(ProxyOrder.hashed(candidates, account)).isEqualTo(order);
    }
  }

  @Test
  void theReleaseOfTheAccountComesBeforeOthersUnlessItsProxiesFailed() {
    UUID account = new UUID(1, 2);
    List<Candidate<String>> candidates =
        List.of(
            new Candidate<>("new", "new", false, 0, 2),
            new Candidate<>("other", "other", false, 0, 1),
            new Candidate<>("own, busy", "own, busy", false, 1_000, 0),
            new Candidate<>("own", "own", false, 0, 0),
            new Candidate<>("own, out", "own, out", true, 0, 0));
    assertThat(ProxyOrder.hashed(candidates, account))
        .containsExactly("own", "own, busy", "other", "new", "own, out");
  }

  @Test
  void loadOfAnotherReleaseMakesNobodyBusy() {
    List<Candidate<String>> candidates =
        List.of(
            new Candidate<>("own", "own", false, 100, 0),
            new Candidate<>("other", "other", false, 0, 1));
    assertThat(ProxyOrder.bound(candidates, 0)).isEqualTo(127);
    assertThat(ProxyOrder.bound(candidates, 1)).isEqualTo(ProxyOrder.NEVER_BUSY);
  }

  /** A failure puts its proxy last: whoever went on by number would ask it again. */
  @Test
  void aCallAsksEverybodyBeforeItAsksAnyoneAgain() {
    assertThat(ProxyOrder.next(List.of("a", "b", "c"), Set.of())).isEqualTo("a");
    assertThat(ProxyOrder.next(List.of("b", "c", "a"), Set.of("a"))).isEqualTo("b");
    assertThat(ProxyOrder.next(List.of("c", "b", "a"), Set.of("a", "b"))).isEqualTo("c");
    assertThat(ProxyOrder.next(List.of("c", "b", "a"), Set.of("a", "b", "c"))).isEqualTo("c");
    assertThat(ProxyOrder.next(List.of("b"), Set.of("a"))).isEqualTo("b");
  }
}
