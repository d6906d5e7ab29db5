package dev.notely.tui.screen;

import java.util.List;
import java.util.Locale;

/** The pages, in the order of their keys. */
public enum Page {
  OVERVIEW('1'),
  MIGRATIONS('2'),
  ACCOUNTS('3'),
  LOGS('4');

  static final List<Page> ALL = List.of(values());

  private final char key;

  Page(char key) {
    this.key = key;
  }

  char key() {
    return key;
  }

  Page next() {
    return Ring.step(ALL, this, 1);
  }

  Page previous() {
    return Ring.step(ALL, this, -1);
  }

  /** As it stands in the row of tabs. */
  String tab() {
    return key + " " + name().toLowerCase(Locale.ROOT);
  }
}
