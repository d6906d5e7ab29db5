package dev.notely.tui.screen;

/** The terminal, and the time at which it is drawn. */
record Window(int width, int height, Theme theme, long nowMs) {
  Window at(long now) {
    return new Window(width, height, theme, now);
  }

  Window sized(int columns, int rows) {
    return new Window(columns, rows, theme, nowMs);
  }

  Window themed(Theme next) {
    return new Window(width, height, next, nowMs);
  }
}
