package dev.notely.proxy.server;

import dev.notely.proxy.migration.plan.AccountFacts;
import dev.notely.proxy.migration.plan.MigrationPlan.UnexpectedRow;
import dev.notely.proxy.migration.plan.PlanBuilder;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.StoredAccount;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
          inspections
              .apply(home)
              .forEachUnconverted(
                  PAGE, List.copyOf(byId.keySet()), page -> page.forEach(row -> add(byId, row)));
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
    StoreInspection inspection = inspections.apply(store);
    inspection.forEachUnconverted(
        PAGE,
        List.of(),
        page -> {
          Set<UUID> named =
              page.stream().flatMap(row -> row.account().stream()).collect(Collectors.toSet());
          Set<UUID> unknown =
              inspection.rows(List.copyOf(named)).stream()
                  .filter(stored -> stored.row().state() == OwnershipRow.State.NONE)
                  .map(StoredAccount::account)
                  .collect(Collectors.toSet());
          builder.addWithoutAccount(
              page.stream()
                  .filter(row -> row.account().map(unknown::contains).orElse(true))
                  .count());
        });
  }
}
