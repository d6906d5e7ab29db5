package dev.notely.tui.screen;

import java.util.Optional;

/** Moves the cursor of what is shown. Pure. */
final class Scrolling {
  /** Further than any list is long. */
  static final int FAR = 1_000_000;

  private static final int LINES = 3; // that few events of a journal need more of

  private Scrolling() {}

  /** A screen down, or up. */
  static ScreenState screens(ScreenState state, int screens) {
    // Of a journal not all lines are events: none is to be passed over unseen.
    int rows =
        state.talk().detail().isPresent()
            ? Math.max(1, state.layout().body().height() / LINES)
            : state.room();
    return by(state, screens * rows);
  }

  /** So many rows down, or up. */
  static ScreenState by(ScreenState state, int rows) {
    Optional<Detail> detail = state.talk().detail();
    if (detail.isPresent()) {
      return state.with(
          state
              .talk()
              .showing(
                  switch (detail.get()) {
                    case Detail.Journaled shown -> scrolled(shown, rows);
                    case Detail.Found found ->
                        new Detail.Found(
                            Math.clamp(
                                found.past() + rows,
                                0,
                                Math.max(0, state.view().findings().size() - 1)));
                    case Detail.Logged logged -> logged;
                  }));
    }
    Lists lists = state.lists();
    int room = state.room();
    return state.with(
        switch (state.page()) {
          case OVERVIEW ->
              lists.with(Math.min(lists.overviewTop() + rows, OverviewPage.longest(state)));
          case MIGRATIONS -> lists.with(lists.migrations().moved(rows, room));
          case ACCOUNTS ->
              lists.with(lists.accounts().with(lists.accounts().listing().moved(rows, room)));
          case LOGS -> lists.with(lists.logs().with(lists.logs().listing().moved(rows, room)));
        });
  }

  /** Down is towards the latest lines, which a journal shows first. */
  private static Detail scrolled(Detail.Journaled shown, int rows) {
    int lines = shown.journal().map(journal -> journal.events().size()).orElse(0);
    return new Detail.Journaled(
        shown.page(),
        shown.subject(),
        shown.journal(),
        Math.clamp(shown.back() - rows, 0, Math.max(0, lines - 1)));
  }

  /** To one of the rows that are shown, counted from the first. */
  static ScreenState toShown(ScreenState state, int row) {
    Lists lists = state.lists();
    return switch (state.page()) {
      case OVERVIEW -> state;
      case MIGRATIONS -> by(state, lists.migrations().top() + row - lists.migrations().cursor());
      case ACCOUNTS -> by(state, offset(lists.accounts().listing(), row));
      case LOGS -> by(state, offset(lists.logs().listing(), row));
    };
  }

  private static int offset(Listing<?> listing, int row) {
    return Math.min(listing.top() + row, listing.rows().size() - 1) - listing.cursor();
  }
}
