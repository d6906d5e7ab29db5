package dev.notely.tui.screen;

/** A piece of a line. */
record Part(String text, Role role) {
  static Part text(String text) {
    return new Part(text, Role.TEXT);
  }

  static Part faint(String text) {
    return new Part(text, Role.FAINT);
  }

  Part in(Role other) {
    return new Part(text, other);
  }
}
