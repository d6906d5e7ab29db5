package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * An account that takes part in a migration.
 *
 * @param wave from 0
 * @param source empty until it is enrolled
 * @param records copied by its last committed cut-over; of a lazy move drained after it
 * @param pauseMicros of its last committed cut-over
 * @param attempts cut-overs begun
 * @param reason of the last transition
 */
public record MigrationAccount(
    long migration,
    ByteString account,
    int wave,
    AccountState state,
    String source,
    String target,
    long records,
    long pauseMicros,
    int attempts,
    String reason,
    long changedAtMs) {
  static MigrationAccount waiting(long migration, PlannedAccount planned, long nowMs) {
    return new MigrationAccount(
        migration,
        planned.account(),
        planned.wave(),
        AccountState.WAITING,
        "",
        planned.target(),
        0,
        0,
        0,
        "",
        nowMs);
  }

  MigrationAccount in(AccountState next, String newReason, long nowMs) {
    return new MigrationAccount(
        migration,
        account,
        wave,
        next,
        source,
        target,
        records,
        pauseMicros,
        attempts,
        newReason,
        nowMs);
  }

  MigrationAccount from(String newSource) {
    return new MigrationAccount(
        migration,
        account,
        wave,
        state,
        newSource,
        target,
        records,
        pauseMicros,
        attempts,
        reason,
        changedAtMs);
  }

  MigrationAccount committed(PlacementChange.Commit commit) {
    return new MigrationAccount(
        migration,
        account,
        wave,
        state,
        source,
        target,
        commit.records(),
        commit.pauseMicros(),
        attempts,
        reason,
        changedAtMs);
  }

  MigrationAccount drained(PlacementChange.Drained drained) {
    return new MigrationAccount(
        migration,
        account,
        wave,
        state,
        source,
        target,
        records + drained.records(),
        pauseMicros,
        attempts,
        reason,
        changedAtMs);
  }

  MigrationAccount attempted() {
    return new MigrationAccount(
        migration,
        account,
        wave,
        state,
        source,
        target,
        records,
        pauseMicros,
        attempts + 1,
        reason,
        changedAtMs);
  }
}
