package dev.notely.tui.screen;

/** What a text means; the theme says how that looks. */
enum Role {
  TEXT,
  FAINT,
  /** Names of columns and parts. */
  TITLE,
  /** A key that can be pressed, the tab of this page. */
  ACCENT,
  /** The row of the cursor. */
  SELECTED,
  GOOD,
  WARN,
  ALARM
}
