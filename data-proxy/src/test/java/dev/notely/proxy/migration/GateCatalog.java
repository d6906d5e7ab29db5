package dev.notely.proxy.migration;

import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a gate asks of the catalog; nothing else is asked. */
final class GateCatalog implements MigrationCatalog {
  final List<Account> accounts = new ArrayList<>();
  final List<Event> applied = new ArrayList<>();
  boolean isAway;

  private static AssertionError unasked() {
    return new AssertionError("a gate does not ask for this");
  }

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
    return new Report(migration(), List.of(), 0, "", true, "p", List.of(), 0, List.of());
  }

  private static Migration migration() {
    return new Migration(
        1,
        "m",
        "{}",
        State.RUNNING,
        1,
        0,
        true,
        List.of("one", "two"),
        1,
        0,
        "",
        "",
        "op",
        0,
        0,
        0,
        "",
        Verification.NONE,
        Set.of(),
        Optional.empty());
  }

  @Override
  public Migration apply(Command command) {
    applied.add(command.event());
    return migration();
  }

  @Override
  public void dropAccounts(long migration, List<UUID> accounts, String actor, String reason) {
    throw unasked();
  }

  @Override
  public Migration create(
      String name,
      String spec,
      List<String> waves,
      int concurrentAccounts,
      long recordsPerSecond,
      String actor,
      String evidence) {
    throw unasked();
  }

  @Override
  public void addAccounts(long migration, List<Planned> planned) {
    throw unasked();
  }

  @Override
  public List<Migration> list(int limit, boolean unfinished) {
    throw unasked();
  }

  @Override
  public Migration setLimits(
      long migration,
      Optional<Integer> concurrentAccounts,
      Optional<Long> recordsPerSecond,
      String actor,
      String reason) {
    throw unasked();
  }

  @Override
  public Portion enrol(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion turnBack(long migration, int limit, String actor) {
    throw unasked();
  }

  @Override
  public Portion settleVerified(long migration, List<UUID> verified, String actor) {
    throw unasked();
  }

  @Override
  public boolean releaseAccount(long migration, UUID account, String actor, String reason) {
    throw unasked();
  }

  @Override
  public EventPage events(long migration, long afterId, int limit, Optional<UUID> account) {
    throw unasked();
  }

  @Override
  public List<Migration> lead(String holder) {
    throw unasked();
  }

  @Override
  public void progress(long migration, String holder, boolean reverseHealthy, String json) {
    throw unasked();
  }

  @Override
  public long inconsistency(UUID account, UUID note, Map<String, String> what) {
    throw unasked();
  }
}
