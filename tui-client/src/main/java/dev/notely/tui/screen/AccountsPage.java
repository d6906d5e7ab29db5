package dev.notely.tui.screen;

import static dev.notely.tui.screen.Column.figures;
import static dev.notely.tui.screen.Column.growing;
import static dev.notely.tui.screen.Column.words;

import dev.notely.proto.telemetry.v1.Account;
import dev.notely.tui.stream.AccountIds;
import java.util.ArrayList;
import java.util.List;

/** Page 3: the accounts. */
final class AccountsPage {
  private static final int WHOLE_ID = 36;
  private static final int WIDE = 110;

  private AccountsPage() {}

  static void draw(ScreenState state, Pane pane) {
    AccountList accounts = state.lists().accounts();
    Listing<Account> listing = accounts.listing();
    pane.line(heading(state));
    Grid<Account> grid = new Grid<>(columns(pane.width()), pane.width());
    grid.titles(pane, "");
    if (listing.rows().isEmpty()) {
      pane.line(
          Part.faint(
              accounts.filter().text().isEmpty()
                  ? "no account yet"
                  : "no account passes the filter"));
    }
    List<Account> visible = listing.visible(state.room());
    for (int i = 0; i < visible.size(); i++) {
      Account account = visible.get(i);
      if (listing.top() + i == listing.cursor()) {
        grid.row(pane, account, Role.SELECTED);
      } else if (account.getTarget().isEmpty()) {
        grid.row(pane, account);
      } else {
        grid.row(pane, account, Role.GOOD);
      }
    }
  }

  private static List<Part> heading(ScreenState state) {
    AccountList accounts = state.lists().accounts();
    long total = state.view().accountsTotal();
    int rows = accounts.listing().rows().size();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Accounts ", Role.TITLE));
    parts.add(Part.text(Figures.count(rows) + " of " + Figures.count(total)));
    parts.addAll(FilterText.of(accounts.filter()));
    parts.add(Part.text("  by " + accounts.order().word()));
    parts.add(Part.text("  s: to " + AccountKeys.words(state.target())));
    if (state.view().accounts().size() < total) {
      parts.add(Part.faint("  (those with most notes)"));
    }
    return parts;
  }

  private static List<Column<Account>> columns(int width) {
    int id = width >= WIDE ? WHOLE_ID : 8;
    return List.of(
        words("id", id, 0, account -> shortened(AccountIds.text(account.getId()), id)),
        growing("name", 12, account -> Part.text(account.getName())),
        words("tier", 10, 0, Account::getTier),
        words("phase", 9, 0, Account::getPhase),
        words("home", 9, 0, Account::getHome),
        words("to", 9, 0, Account::getTarget),
        figures("notes", 9, 0, account -> Figures.count(account.getNotes())),
        figures("migration", 9, 1, AccountsPage::migration),
        figures("epoch", 6, 2, account -> Long.toUnsignedString(account.getEpoch())));
  }

  static String shortened(String id, int columns) {
    // Ids begin with the time of their making: the end tells them apart.
    return id.length() <= columns ? id : id.substring(id.length() - columns);
  }

  private static String migration(Account account) {
    return account.getMigration() == 0 ? "" : Long.toUnsignedString(account.getMigration());
  }
}
