package dev.notely.tui.screen;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the operator typed after /: rows with this text somewhere, in any case.
 *
 * @param typed keys still go to it
 */
record Filter(String text, boolean typed) {
  static final Filter NONE = new Filter("", false);
  private static final int LONGEST = 60;

  boolean passes(Stream<String> fields) {
    if (text.isEmpty()) {
      return true;
    }
    String wanted = text.toLowerCase(Locale.ROOT);
    return fields.anyMatch(field -> field.toLowerCase(Locale.ROOT).contains(wanted));
  }

  Filter typing() {
    return new Filter(text, true);
  }

  Filter kept() {
    return new Filter(text, false);
  }

  Filter with(char next) {
    return text.length() >= LONGEST ? this : new Filter(text + next, typed);
  }

  Filter shorter() {
    return text.isEmpty() ? this : new Filter(text.substring(0, text.length() - 1), typed);
  }
}
