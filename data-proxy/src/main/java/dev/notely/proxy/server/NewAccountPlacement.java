package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.ActiveMigration;
import dev.notely.proxy.migration.plan.HomeOfNewAccount;
import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.MigrationTargets;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.migration.plan.StoreFacts;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where new accounts live: by the rule of the migrations that move their like, so that nothing is
 * placed where it would have to be moved from.
 */
final class NewAccountPlacement {
  private static final int LOOK = 500;

  private final MigrationCatalog catalog;
  private final Supplier<List<StoreFacts>> stores;
  private final String defaultHome;

  NewAccountPlacement(
      MigrationCatalog catalog, Supplier<List<StoreFacts>> stores, String defaultHome) {
    this.catalog = catalog;
    this.stores = stores;
    this.defaultHome = defaultHome;
  }

  /** The store; asks the catalog, and is an error where that does not answer. */
  String home(UUID account, String tier, String region) {
    List<Migration> placing =
        catalog.list(LOOK, false).stream().filter(NewAccountPlacement::places).toList();
    if (placing.isEmpty()) {
      return defaultHome;
    }
    List<StoreFacts> known = stores.get();
    List<ActiveMigration> oldestFirst =
        placing.reversed().stream().map(migration -> active(migration, known)).toList();
    return HomeOfNewAccount.choose(account, tier, region, defaultHome, oldestFirst);
  }

  /** It moves accounts on, or has done so; one that stands still does what it did before. */
  static boolean places(Migration migration) {
    return switch (migration.state()) {
      case RUNNING, SOAKING, FINISHING, COMPLETED -> true;
      case PAUSED, HELD -> migration.resumeTo().orElseThrow() != State.ROLLING_BACK;
      case PLANNED, ROLLING_BACK, ROLLED_BACK, CANCELLED -> false;
    };
  }

  private static ActiveMigration active(Migration migration, List<StoreFacts> stores) {
    MigrationSpec spec = SpecParser.parse(migration.spec());
    return new ActiveMigration(spec, MigrationTargets.resolve(spec, stores), true);
  }
}
