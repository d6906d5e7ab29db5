package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * The catalog's row of an account.
 *
 * @param account 16 bytes
 * @param epoch from 1, never falls
 * @param second empty unless the phase has one
 * @param version of the catalog at the last change of this row
 */
public record PlacementRow(
    ByteString account,
    long epoch,
    String home,
    String second,
    PlacementPhase phase,
    long version) {
  public PlacementRow {
    if (home.isEmpty() || phase.hasSecond() == second.isEmpty() || home.equals(second)) {
      throw new IllegalArgumentException(
          "no such placement: home '" + home + "', second '" + second + "', phase " + phase);
    }
  }
}
