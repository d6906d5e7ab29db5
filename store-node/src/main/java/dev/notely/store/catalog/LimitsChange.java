package dev.notely.store.catalog;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What SET_LIMITS makes of the limits (catalog.proto, MigrationCommand).
 *
 * @param concurrentAccounts 0: as it is
 * @param recordsPerSecond empty: as it is
 * @param shadowReads empty: as it is
 * @param drainOn the drain is switched on; else as it is
 */
public record LimitsChange(
    int concurrentAccounts,
    OptionalLong recordsPerSecond,
    OptionalDouble shadowReads,
    boolean drainOn) {
  /** Everything stays as it is. */
  public static final LimitsChange NONE =
      new LimitsChange(0, OptionalLong.empty(), OptionalDouble.empty(), false);

  MigrationLimits of(MigrationLimits now) {
    return new MigrationLimits(
        concurrentAccounts == 0 ? now.concurrentAccounts() : concurrentAccounts,
        recordsPerSecond.orElse(now.recordsPerSecond()),
        shadowReads.orElse(now.shadowReads()),
        drainOn || now.drain());
  }
}
