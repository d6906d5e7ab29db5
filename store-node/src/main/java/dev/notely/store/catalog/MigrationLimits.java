package dev.notely.store.catalog;

/**
 * How fast a migration may go, over all proxies.
 *
 * @param concurrentAccounts under way at once, at least 1
 * @param recordsPerSecond copied; 0: no bound
 */
public record MigrationLimits(int concurrentAccounts, long recordsPerSecond) {
  public MigrationLimits {
    if (concurrentAccounts < 1 || recordsPerSecond < 0) {
      throw new IllegalArgumentException(
          "concurrent_accounts is "
              + concurrentAccounts
              + " and records_per_second "
              + recordsPerSecond
              + "; they are at least 1 and 0");
    }
  }

  /** The bound of one account, so that all of them together keep theirs; 0: none. */
  public long recordsPerSecondOfOne() {
    return recordsPerSecond == 0 ? 0 : Math.max(1, recordsPerSecond / concurrentAccounts);
  }
}
