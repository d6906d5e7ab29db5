package dev.notely.proxy.placement;

import java.util.UUID;

/**
 * The catalog's row of an account, verbatim. Nobody computes an epoch: it only ever comes from
 * here.
 *
 * @param account the account
 * @param epoch from 1; rises by one at commit, abort and settle
 * @param home the store that serves it
 * @param second the other store, empty if there is none
 * @param phase what {@code second} is
 * @param version of the catalog at this row's last change; grows over all accounts
 * @param migration that moves it, 0 if none does
 */
public record Placement(
    UUID account,
    long epoch,
    String home,
    String second,
    Phase phase,
    long version,
    long migration) {
  public Placement {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch " + epoch + " of " + account + " is below 1");
    }
    if (home.isEmpty() || phase.hasSecond() == second.isEmpty() || home.equals(second)) {
      throw new IllegalArgumentException(
          "no such placement: home '" + home + "', second '" + second + "', phase " + phase);
    }
  }

  /** Of no migration. */
  public Placement(
      UUID account, long epoch, String home, String second, Phase phase, long version) {
    this(account, epoch, home, second, phase, version, 0);
  }
}
