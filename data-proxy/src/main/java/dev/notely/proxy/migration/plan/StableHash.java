package dev.notely.proxy.migration.plan;

import java.util.UUID;

/** Puts each account into one of 10,000 buckets, for ever: 10 % lies inside 50 %. */
public final class StableHash {
  private static final int BUCKETS = 10_000;
  private static final double BUCKETS_PER_PERCENT = 100;
  private static final double ROUNDING = 1e-6;

  private StableHash() {}

  /** The account's bucket, 0..9999. */
  public static int bucket(UUID account) {
    return (int) Long.remainderUnsigned(Mix.of(0, account), BUCKETS);
  }

  /** Is the account among the first {@code percent} of all? */
  static boolean within(double percent, UUID account) {
    // 0.07 * 100 is a little more than 7: without the rounding it would be eight buckets
    return bucket(account) < Math.ceil(percent * BUCKETS_PER_PERCENT - ROUNDING);
  }
}
