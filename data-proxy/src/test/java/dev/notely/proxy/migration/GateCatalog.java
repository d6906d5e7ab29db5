package dev.notely.proxy.migration;

import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.CatalogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a gate asks of the catalog; nothing else is asked. */
final class GateCatalog extends UnaskedMigrations {
  final List<Account> accounts = new ArrayList<>();
  final List<Event> applied = new ArrayList<>();
  final List<Long> seen = new ArrayList<>();
  boolean isAway;

  @Override
  public AccountPage accounts(
      long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
    if (isAway) {
      throw new CatalogUnavailableException("away");
    }
    return new AccountPage(accounts, false);
  }

  @Override
  public Report get(long migration) {
    return new Reports().soaks().report();
  }

  @Override
  public Migration apply(Command command) {
    applied.add(command.event());
    seen.add(command.seen());
    return new Reports().soaks().version(command.seen() + 1).migration();
  }
}
