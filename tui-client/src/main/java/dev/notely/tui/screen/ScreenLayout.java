package dev.notely.tui.screen;

import dev.tamboui.layout.Rect;
import java.util.Optional;
import java.util.OptionalInt;

/** Where what stands, for drawing and for the mouse. */
record ScreenLayout(int width, int height) {
  private static final int HEAD = 2; // tabs, summary
  private static final int FOOT = 2; // outcome, keys
  private static final int GAP = 2; // between tabs
  private static final int TITLES = 2; // of a list: what it is, its columns
  private static final int FEWEST = 2; // migrations that are listed above the selected one

  Rect tabs() {
    return row(0);
  }

  Rect summary() {
    return row(1);
  }

  Rect body() {
    return new Rect(0, HEAD, width, Math.max(0, height - HEAD - FOOT));
  }

  Rect outcome() {
    return row(height - 2);
  }

  Rect keys() {
    return row(height - 1);
  }

  private Rect row(int y) {
    return new Rect(0, Math.max(0, y), width, y >= 0 && y < height ? 1 : 0);
  }

  /** Rows of a page's list; at least 1, so that a cursor has a place. */
  int room(Page page, int migrations) {
    int body = body().height();
    return switch (page) {
      case OVERVIEW, ACCOUNTS, LOGS -> Math.max(1, body - TITLES);
      case MIGRATIONS -> Math.clamp(migrations, 1, Math.max(FEWEST, body / 4));
    };
  }

  /** The first column of a page's tab. */
  int tabStart(Page page) {
    int x = 1;
    for (Page before : Page.ALL) {
      if (before == page) {
        break;
      }
      x += before.tab().length() + GAP;
    }
    return x;
  }

  Optional<Page> tabAt(int x, int y) {
    if (y != 0) {
      return Optional.empty();
    }
    for (Page page : Page.ALL) {
      int start = tabStart(page);
      if (x >= start && x < start + page.tab().length()) {
        return Optional.of(page);
      }
    }
    return Optional.empty();
  }

  /** Which of the shown rows of a list is there. */
  OptionalInt rowAt(Page page, int y, int migrations) {
    int titles = page == Page.MIGRATIONS ? 1 : TITLES;
    int row = y - HEAD - titles;
    return page != Page.OVERVIEW && row >= 0 && row < room(page, migrations)
        ? OptionalInt.of(row)
        : OptionalInt.empty();
  }
}
