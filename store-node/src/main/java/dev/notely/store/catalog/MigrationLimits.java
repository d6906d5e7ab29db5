package dev.notely.store.catalog;

/**
 * How much a migration may do, over all proxies; an operator changes it while it runs.
 *
 * @param concurrentAccounts under way at once, at least 1
 * @param recordsPerSecond copied; 0: no bound
 * @param shadowReads share of users' reads that are repeated at the second store, 0..1
 * @param drain strategy lazy: what nobody has touched is moved, too; once it is on, it stays on.
 *     Off: it stays at the former home, and the account overlaid
 */
public record MigrationLimits(
    int concurrentAccounts, long recordsPerSecond, double shadowReads, boolean drain) {
  public MigrationLimits {
    if (concurrentAccounts < 1 || recordsPerSecond < 0) {
      throw new IllegalArgumentException(
          "concurrent_accounts is "
              + concurrentAccounts
              + " and records_per_second "
              + recordsPerSecond
              + "; they are at least 1 and 0");
    }
    if (!(shadowReads >= 0 && shadowReads <= 1)) { // nor what is no number
      throw new IllegalArgumentException("shadow_reads is " + shadowReads + "; it is 0 to 1");
    }
  }

  /** Of a migration that leaves nothing behind. */
  public MigrationLimits(int concurrentAccounts, long recordsPerSecond, double shadowReads) {
    this(concurrentAccounts, recordsPerSecond, shadowReads, true);
  }

  /** Likewise, without shadow reads. */
  public MigrationLimits(int concurrentAccounts, long recordsPerSecond) {
    this(concurrentAccounts, recordsPerSecond, 0);
  }

  /** The bound of one account, so that all of them together keep theirs; 0: none. */
  public long recordsPerSecondOfOne() {
    return recordsPerSecond == 0 ? 0 : Math.max(1, recordsPerSecond / concurrentAccounts);
  }
}
