package dev.notely.store.catalog;

import java.util.List;

/**
 * An event for a migration (catalog.proto, MigrationCommand).
 *
 * @param limits of SET_LIMITS
 * @param expectedVersion 0: any
 * @param verification of VERIFIED
 * @param mismatches of FINDING, for the ledger
 */
public record MigrationCommand(
    long migration,
    MigrationEventKind event,
    Cause cause,
    LimitsChange limits,
    long expectedVersion,
    Verification verification,
    List<Mismatch> mismatches) {
  public MigrationCommand {
    mismatches = List.copyOf(mismatches);
  }

  /** Without mismatches. */
  public MigrationCommand(
      long migration,
      MigrationEventKind event,
      Cause cause,
      LimitsChange limits,
      long expectedVersion,
      Verification verification) {
    this(migration, event, cause, limits, expectedVersion, verification, List.of());
  }

  /** One that says no more than what happened. */
  public static MigrationCommand of(long migration, MigrationEventKind event, Cause cause) {
    return new MigrationCommand(migration, event, cause, LimitsChange.NONE, 0, Verification.NONE);
  }
}
