package dev.notely.tui.stream;

/** What came of applying an update. */
public sealed interface Applied {
  /** It fits: what is known now. */
  record Next(TelemetryView view) implements Applied {}

  /** It changes a version that is not the present one: ask again from the beginning. */
  record Unfit(String why) implements Applied {}

  /** Its format is not known to this program: nothing in it can be trusted. */
  record UnknownFormat(int format) implements Applied {}
}
