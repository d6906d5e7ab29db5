package dev.notely.tui.screen;

import dev.tamboui.tui.event.MouseEvent;
import dev.tamboui.tui.event.MouseEventKind;
import java.util.Optional;
import java.util.OptionalInt;

/** What the mouse makes of a state: a click on a tab or a row, and the wheel. Pure. */
final class MouseUpdate {
  private static final int WHEEL = 3; // rows

  private MouseUpdate() {}

  static ScreenState next(ScreenState state, MouseEvent mouse) {
    // A question is answered by keys: a click beside it must not answer it.
    if (state.talk().question().isPresent()) {
      return state;
    }
    if (mouse.kind() == MouseEventKind.SCROLL_UP) {
      return Scrolling.by(state, -WHEEL);
    }
    if (mouse.kind() == MouseEventKind.SCROLL_DOWN) {
      return Scrolling.by(state, WHEEL);
    }
    return mouse.isClick() ? clicked(state, mouse) : state;
  }

  private static ScreenState clicked(ScreenState state, MouseEvent mouse) {
    Optional<Page> tab = state.layout().tabAt(mouse.x(), mouse.y());
    if (tab.isPresent()) {
      return state.with(state.talk().helping(false)).with(tab.get());
    }
    if (state.talk().help() || state.talk().detail().isPresent()) {
      return state;
    }
    OptionalInt row =
        state.layout().rowAt(state.page(), mouse.y(), state.lists().migrations().rows().size());
    return row.isPresent() ? Scrolling.toShown(state, row.getAsInt()) : state;
  }
}
