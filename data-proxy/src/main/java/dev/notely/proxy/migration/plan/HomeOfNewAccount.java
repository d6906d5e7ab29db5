package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationSpec.Selection;
import java.util.List;
import java.util.UUID;

/**
 * Where a new account begins: where it would be if it had existed before the migrations that are
 * under way, so that none of them has to move it.
 */
public final class HomeOfNewAccount {
  private HomeOfNewAccount() {}

  /**
   * Follows the migrations from the default home on.
   *
   * @param region empty: none
   */
  public static String choose(
      UUID id, String tier, String region, String defaultHome, List<ActiveMigration> oldestFirst) {
    String home = defaultHome;
    for (ActiveMigration migration : oldestFirst) {
      AccountFacts account = new AccountFacts(id, tier, region, home, false);
      if (migration.placesNewAccounts() && takes(migration.spec(), account)) {
        home = Rendezvous.choose(id, migration.targets());
      }
    }
    return home;
  }

  /** A list of ids was written before the account was there: it does not mean it. */
  private static boolean takes(MigrationSpec spec, AccountFacts account) {
    return byKind(spec.selection(), account)
        && spec.waves().stream().anyMatch(wave -> byKind(wave.selection(), account));
  }

  private static boolean byKind(Selection selection, AccountFacts account) {
    return selection.accounts().isEmpty() && selection.covers(account);
  }
}
