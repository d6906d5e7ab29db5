package dev.notely.tui.screen;

import dev.notely.tui.stream.CallResult;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.TelemetryView;
import dev.tamboui.tui.event.Event;

/** What happens to a screen besides keys, mouse, size and time, which are the library's events. */
public sealed interface ScreenEvent extends Event {
  /** The stream said something new. */
  record Seen(TelemetryView view) implements ScreenEvent {}

  /** The stream stands differently. */
  record Linked(Link link) implements ScreenEvent {}

  /** What came of what the operator asked, or how far it is. */
  record Told(CallResult result) implements ScreenEvent {}
}
