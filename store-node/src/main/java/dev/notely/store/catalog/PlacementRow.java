package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * The catalog's row of an account.
 *
 * @param account 16 bytes
 * @param epoch from 1, never falls
 * @param second empty unless the phase has one
 * @param version of the catalog at the last change of this row
 * @param migration that moves it; 0: none
 */
public record PlacementRow(
    ByteString account,
    long epoch,
    String home,
    String second,
    PlacementPhase phase,
    long version,
    long migration) {
  public PlacementRow {
    if (home.isEmpty() || phase.hasSecond() == second.isEmpty() || home.equals(second)) {
      throw new IllegalArgumentException(
          "no such placement: home '" + home + "', second '" + second + "', phase " + phase);
    }
    if (migration == 0 ? phase.isOfMigration() : !phase.hasSecond()) {
      throw new IllegalArgumentException(
          "no such placement: phase " + phase + " of the migration " + migration);
    }
  }

  /** One that no migration moves. */
  public PlacementRow(
      ByteString account,
      long epoch,
      String home,
      String second,
      PlacementPhase phase,
      long version) {
    this(account, epoch, home, second, phase, version, 0);
  }

  PlacementRow withVersion(long newVersion) {
    return new PlacementRow(account, epoch, home, second, phase, newVersion, migration);
  }

  PlacementRow of(long newMigration) {
    return new PlacementRow(account, epoch, home, second, phase, version, newMigration);
  }
}
