package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.AccountFacts;
import dev.notely.proxy.migration.plan.MigrationPlan.UnexpectedRow;
import dev.notely.proxy.migration.plan.PlanBuilder;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.RowPosition;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import dev.notely.proxy.store.StoreInspection.UnconvertedPage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts for a plan the rows that are no records; reads only, holds a page at a time. */
final class UnexpectedSurvey {
  private static final int PAGE = 1_000;

  private final Function<String, StoreInspection> inspections;
  private final PlanBuilder builder;

  UnexpectedSurvey(Function<String, StoreInspection> inspections, PlanBuilder builder) {
    this.inspections = inspections;
    this.builder = builder;
  }

  /** Rows of these accounts at their homes; at most a page of accounts. */
  void ofAccounts(List<AccountFacts> accounts) {
    accounts.stream()
        .collect(Collectors.groupingBy(AccountFacts::home))
        .forEach((home, there) -> {
          Map<UUID, AccountFacts> byId =
              there.stream().collect(Collectors.toMap(AccountFacts::id, Function.identity()));
          forEachPage(
              home, List.copyOf(byId.keySet()), page -> page.forEach(row -> add(byId, row)));
        });
  }

  private void add(Map<UUID, AccountFacts> accounts, Unconverted row) {
    UUID account = row.account().orElseThrow(); // accounts were asked for
    AccountFacts facts = Optional.ofNullable(accounts.get(account)).orElseThrow();
    builder.addUnexpected(
        facts,
        new UnexpectedRow(row.store(), row.source(), row.row(), row.id(), account, row.reason()));
  }

  /** Rows of a store whose creators name no account, or one that the store never heard of. */
  void withoutAccount(String store) {
    forEachPage(
        store,
        List.of(),
        page -> {
          Set<UUID> named =
              page.stream().flatMap(row -> row.account().stream()).collect(Collectors.toSet());
          Set<UUID> unknown =
              inspections.apply(store).rows(List.copyOf(named)).stream()
                  .filter(stored -> stored.row().state() == OwnershipRow.State.NONE)
                  .map(StoredAccount::account)
                  .collect(Collectors.toSet());
          builder.addWithoutAccount(
              page.stream()
                  .filter(row -> row.account().map(unknown::contains).orElse(true))
                  .count());
        });
  }

  private void forEachPage(String store, List<UUID> accounts, Consumer<List<Unconverted>> take) {
    StoreInspection inspection = inspections.apply(store);
    RowPosition after = RowPosition.START;
    boolean more = true;
    while (more) {
      UnconvertedPage page = inspection.unconverted(after, PAGE, false, accounts);
      take.accept(page.rows());
      more = page.more();
      if (more) {
        Unconverted last = page.rows().getLast();
        after =
            new RowPosition(
                accounts.isEmpty() ? Optional.empty() : last.account(), last.source(), last.row());
      }
    }
  }
}
