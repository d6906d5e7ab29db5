package dev.notely.gateway.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;

/**
 * In which order proxies are asked: those of the account's release, then of releases that have a
 * share, then of others; within each those that are not busy, then the busy ones; last of all those
 * that failed lately; within each by weight. By rendezvous hashing a proxy that comes or goes takes
 * or leaves its own share of the accounts, nothing else moves; the bound keeps one loud account
 * from drowning its proxy while others idle.
 */
final class ProxyOrder {
  /** A proxy may have so much more under way than the mean. */
  static final double LOAD_FACTOR = 1.25;

  /** With less under way nobody is busy: one request more or less says nothing then. */
  static final int NEVER_BUSY = 16;

  private static final int FARTHEST = 2;

  private ProxyOrder() {}

  /**
   * A proxy as it is now.
   *
   * @param out it failed lately
   * @param underWay requests that it has not answered
   * @param distance of its release from the account's: 0 the same, up to 2
   */
  record Candidate<P>(P proxy, String name, boolean out, int underWay, int distance) {}

  /** The account's own proxies first. */
  static <P> List<P> hashed(List<Candidate<P>> candidates, UUID account) {
    return ordered(candidates, candidate -> weight(candidate.name(), account));
  }

  /** By weights, the lowest first. */
  static <P> List<P> ordered(List<Candidate<P>> candidates, ToLongFunction<Candidate<P>> weights) {
    record Ranked<P>(P proxy, int group, long weight) {}
    int[] bounds = new int[FARTHEST + 1];
    for (int distance = 0; distance <= FARTHEST; distance++) {
      bounds[distance] = bound(candidates, distance);
    }
    List<Ranked<P>> ranked = new ArrayList<>(candidates.size());
    for (Candidate<P> candidate : candidates) {
      int distance = candidate.distance();
      int group =
          candidate.out()
              ? 2 * FARTHEST + 2
              : 2 * distance + (candidate.underWay() >= bounds[distance] ? 1 : 0);
      ranked.add(new Ranked<>(candidate.proxy(), group, weights.applyAsLong(candidate)));
    }
    ranked.sort(
        Comparator.<Ranked<P>>comparingInt(Ranked::group).thenComparingLong(Ranked::weight));
    return ranked.stream().map(Ranked::proxy).toList();
  }

  /**
   * Whom a call asks next: the first that it has not asked; when it has asked all, the first again.
   * The order is another one after each failure.
   *
   * @param order not empty
   */
  static <P> P next(List<P> order, Set<P> asked) {
    return order.stream()
        .filter(proxy -> !asked.contains(proxy))
        .findFirst()
        .orElse(order.getFirst());
  }

  /**
   * Whoever of those in this distance has so much under way is busy. The request that is to be sent
   * counts.
   */
  static <P> int bound(List<Candidate<P>> candidates, int distance) {
    int there = 0;
    long underWay = 1;
    for (Candidate<P> candidate : candidates) {
      if (!candidate.out() && candidate.distance() == distance) {
        there++;
        underWay += candidate.underWay();
      }
    }
    return Math.max(NEVER_BUSY, (int) Math.ceil(LOAD_FACTOR * underWay / Math.max(1, there)));
  }

  private static long weight(String name, UUID account) {
    long mixed =
        (name.hashCode() * 0x9E3779B97F4A7C15L)
            ^ account.getMostSignificantBits()
            ^ Long.rotateLeft(account.getLeastSignificantBits(), 32);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
