package dev.notely.tui.screen;

/** What is said at the foot of the screen: what came of the last action, or why there was none. */
record Outcome(String text, Role role) {
  static final Outcome NONE = new Outcome("", Role.TEXT);

  static Outcome plain(String text) {
    return new Outcome(text, Role.TEXT);
  }
}
