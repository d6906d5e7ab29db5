package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.tui.stream.AccountIds;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The accounts as they are listed: sorted and filtered when they change, not when they are drawn.
 *
 * @param moving of all accounts, listed or not, those that are under way
 */
record AccountList(Listing<Account> listing, Filter filter, AccountOrder order, long moving) {
  static final AccountList EMPTY =
      new AccountList(Listing.empty(), Filter.NONE, AccountOrder.NOTES, 0);

  AccountList of(Collection<Account> accounts, int room) {
    List<Account> rows = accounts.stream().filter(this::passes).sorted(order.comparator()).toList();
    long underWay = accounts.stream().filter(one -> !one.getTarget().isEmpty()).count();
    return new AccountList(listing.with(rows, Account::getId, room), filter, order, underWay);
  }

  private boolean passes(Account account) {
    return filter.text().isEmpty()
        || filter.passes(
            Stream.of(
                account.getName(),
                AccountIds.text(account.getId()),
                account.getTier(),
                account.getPhase(),
                account.getHome(),
                account.getTarget()));
  }

  AccountList with(Listing<Account> next) {
    return new AccountList(next, filter, order, moving);
  }

  AccountList with(Filter next) {
    return new AccountList(listing, next, order, moving);
  }

  AccountList with(AccountOrder next) {
    return new AccountList(listing, filter, next, moving);
  }
}
