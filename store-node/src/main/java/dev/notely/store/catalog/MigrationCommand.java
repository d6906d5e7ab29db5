package dev.notely.store.catalog;

import java.util.OptionalLong;

/**
 * An event for a migration (catalog.proto, MigrationCommand).
 *
 * @param concurrentAccounts of SET_LIMITS; 0: as it is
 * @param recordsPerSecond of SET_LIMITS; empty: as it is
 * @param expectedVersion 0: any
 * @param verification of VERIFIED
 */
public record MigrationCommand(
    long migration,
    MigrationEventKind event,
    Cause cause,
    int concurrentAccounts,
    OptionalLong recordsPerSecond,
    long expectedVersion,
    Verification verification) {
  /** One that says no more than what happened. */
  public static MigrationCommand of(long migration, MigrationEventKind event, Cause cause) {
    return new MigrationCommand(
        migration, event, cause, 0, OptionalLong.empty(), 0, Verification.NONE);
  }
}
