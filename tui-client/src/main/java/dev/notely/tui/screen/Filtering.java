package dev.notely.tui.screen;

import dev.tamboui.tui.event.KeyEvent;

/** Which rows are listed, and in which order: accounts and log lines. Pure. */
final class Filtering {
  private Filtering() {}

  static Step begin(ScreenState state) {
    return switch (state.page()) {
      case ACCOUNTS, LOGS ->
          Step.to(with(state.with(state.talk().withoutDetail()), filter(state).typing()));
      case OVERVIEW, MIGRATIONS ->
          Step.refusing(state, "/ filters accounts (page 3) and the log (page 4)");
    };
  }

  static boolean isTyped(ScreenState state) {
    return filter(state).typed();
  }

  static boolean isFiltered(ScreenState state) {
    return !filter(state).text().isEmpty();
  }

  static Filter filter(ScreenState state) {
    return switch (state.page()) {
      case ACCOUNTS -> state.lists().accounts().filter();
      case LOGS -> state.lists().logs().filter();
      case OVERVIEW, MIGRATIONS -> Filter.NONE;
    };
  }

  /** Letters are added; Enter keeps the filter, Esc takes it away. */
  static ScreenState key(ScreenState state, KeyEvent key) {
    Filter filter = filter(state);
    return switch (key.code()) {
      case CHAR -> with(state, filter.with(key.character()));
      case BACKSPACE -> with(state, filter.shorter());
      case ENTER -> with(state, filter.kept());
      case ESCAPE -> clear(state);
      case UP -> Scrolling.by(state, -1);
      case DOWN -> Scrolling.by(state, 1);
      default -> state;
    };
  }

  static ScreenState clear(ScreenState state) {
    return with(state, Filter.NONE);
  }

  private static ScreenState with(ScreenState state, Filter filter) {
    Lists lists = state.lists();
    return listed(
        state.with(
            state.page() == Page.ACCOUNTS
                ? lists.with(lists.accounts().with(filter))
                : lists.with(lists.logs().with(filter))));
  }

  static Step order(ScreenState state) {
    if (state.page() != Page.ACCOUNTS) {
      return Step.refusing(state, "o orders the accounts (page 3)");
    }
    Lists lists = state.lists();
    AccountOrder next = lists.accounts().order().next();
    return Step.to(listed(state.with(lists.with(lists.accounts().with(next)))));
  }

  static Step level(ScreenState state) {
    if (state.page() != Page.LOGS) {
      return Step.refusing(state, "v chooses the level of the log (page 4)");
    }
    Lists lists = state.lists();
    LogLevel next = lists.logs().level().next();
    return Step.to(listed(state.with(lists.with(lists.logs().with(next)))));
  }

  /** Sorted and filtered anew. */
  private static ScreenState listed(ScreenState state) {
    Lists lists = state.lists();
    int room = state.room();
    return state.with(
        state.page() == Page.ACCOUNTS
            ? lists.with(lists.accounts().of(state.view().accounts().values(), room))
            : lists.with(lists.logs().of(state.view().log(), room)));
  }
}
