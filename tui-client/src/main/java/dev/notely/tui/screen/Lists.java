package dev.notely.tui.screen;

/**
 * What the pages list.
 *
 * @param overviewTop how many rows of each long table of the overview are scrolled past
 */
record Lists(
    int overviewTop, Listing<MigrationRow> migrations, AccountList accounts, LogList logs) {
  static final Lists EMPTY = new Lists(0, Listing.empty(), AccountList.EMPTY, LogList.EMPTY);

  Lists with(int top) {
    return new Lists(Math.max(0, top), migrations, accounts, logs);
  }

  Lists with(Listing<MigrationRow> next) {
    return new Lists(overviewTop, next, accounts, logs);
  }

  Lists with(AccountList next) {
    return new Lists(overviewTop, migrations, next, logs);
  }

  Lists with(LogList next) {
    return new Lists(overviewTop, migrations, accounts, next);
  }
}
