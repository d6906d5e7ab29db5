package dev.notely.store.catalog;

/**
 * An event for a migration (catalog.proto, MigrationCommand).
 *
 * @param limits of SET_LIMITS
 * @param expectedVersion 0: any
 * @param verification of VERIFIED
 */
public record MigrationCommand(
    long migration,
    MigrationEventKind event,
    Cause cause,
    LimitsChange limits,
    long expectedVersion,
    Verification verification) {
  /** One that says no more than what happened. */
  public static MigrationCommand of(long migration, MigrationEventKind event, Cause cause) {
    return new MigrationCommand(
        migration, event, cause, LimitsChange.NONE, 0, Verification.NONE);
  }
}
