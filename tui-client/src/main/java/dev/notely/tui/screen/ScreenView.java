package dev.notely.tui.screen;

import dev.notely.tui.stream.Link;
import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import java.util.Optional;

/** Draws a state. Pure: equal states of equal size draw equal cells. */
public final class ScreenView {
  private ScreenView() {}

  /** Fills the buffer, which has the size of the terminal. */
  public static void draw(ScreenState state, Buffer buffer) {
    ScreenLayout layout = new ScreenLayout(buffer.width(), buffer.height());
    HeadAndFoot.tabs(state, layout, pane(state, buffer, layout.tabs(), false));
    HeadAndFoot.summary(state, pane(state, buffer, layout.summary(), stale(state)));
    HeadAndFoot.outcome(state, pane(state, buffer, layout.outcome(), false));
    HeadAndFoot.keys(state, pane(state, buffer, layout.keys(), false));
    body(state, buffer, layout.body());
  }

  private static void body(ScreenState state, Buffer buffer, Rect area) {
    if (state.talk().help()) {
      HelpPage.draw(pane(state, buffer, area, false));
      return;
    }
    Pane pane = pane(state, buffer, area, stale(state));
    if (state.feed().isEmpty()) {
      waiting(state.feed().link(), pane);
      return;
    }
    Optional<Detail> detail = state.talk().detail();
    if (detail.isPresent()) {
      DetailPage.draw(state, detail.get(), pane);
      return;
    }
    switch (state.page()) {
      case OVERVIEW -> OverviewPage.draw(state, pane);
      case MIGRATIONS -> MigrationsPage.draw(state, pane);
      case ACCOUNTS -> AccountsPage.draw(state, pane);
      case LOGS -> LogsPage.draw(state, pane);
    }
  }

  private static void waiting(Link link, Pane pane) {
    pane.skip();
    pane.line(
        Part.text(
            "asking "
                + (link.proxy().isEmpty() ? "a proxy" : link.proxy())
                + " what there is to see"));
    pane.wrapped(Part.text(""), link.words(), Role.ALARM, 4);
  }

  private static boolean stale(ScreenState state) {
    return state.feed().isStale(state.window().nowMs());
  }

  private static Pane pane(ScreenState state, Buffer buffer, Rect area, boolean faded) {
    return new Pane(buffer, area, state.window().theme(), faded);
  }
}
