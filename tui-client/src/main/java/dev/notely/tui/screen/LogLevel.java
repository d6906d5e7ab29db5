package dev.notely.tui.screen;

import java.util.List;

/** From which level on events are shown; v goes from one to the next. */
enum LogLevel {
  INFO,
  WARNING,
  SEVERE;

  private static final List<LogLevel> ALL = List.of(values());

  LogLevel next() {
    return Ring.step(ALL, this, 1);
  }

  /** Unknown names are shown always. */
  boolean passes(String level) {
    for (LogLevel known : ALL) {
      if (known.name().equals(level)) {
        return known.compareTo(this) >= 0;
      }
    }
    return true;
  }
}
