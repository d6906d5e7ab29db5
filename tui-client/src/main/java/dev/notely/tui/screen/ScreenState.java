package dev.notely.tui.screen;

import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.TelemetryView;
import java.util.Optional;

/**
 * All that a screen shows. Immutable; {@link ScreenUpdate} makes the next one, {@link ScreenView}
 * draws it.
 *
 * @param target the store to which accounts are moved by key; empty: the configured one
 */
public record ScreenState(
    Feed feed, Window window, Page page, Lists lists, Talk talk, String target) {

  /** Before anything has come. */
  public static ScreenState initial(Theme theme, long nowMs) {
    return new ScreenState(
        new Feed(TelemetryView.EMPTY, new Link(Link.State.CONNECTING, "", ""), 0, History.EMPTY),
        new Window(80, 24, theme, nowMs),
        Page.OVERVIEW,
        Lists.EMPTY,
        Talk.NONE,
        "");
  }

  ScreenState with(Feed next) {
    return new ScreenState(next, window, page, lists, talk, target);
  }

  ScreenState with(Window next) {
    return new ScreenState(feed, next, page, lists, talk, target);
  }

  ScreenState with(Page next) {
    return new ScreenState(feed, window, next, lists, talk.withoutDetail(), target);
  }

  ScreenState with(Lists next) {
    return new ScreenState(feed, window, page, next, talk, target);
  }

  ScreenState with(Talk next) {
    return new ScreenState(feed, window, page, lists, next, target);
  }

  ScreenState movingTo(String store) {
    return new ScreenState(feed, window, page, lists, talk, store);
  }

  ScreenState telling(Outcome outcome) {
    return with(talk.telling(outcome));
  }

  TelemetryView view() {
    return feed.view();
  }

  /** Whether it is laid out for a terminal of this size. */
  public boolean fits(int columns, int rows) {
    return window.width() == columns && window.height() == rows;
  }

  ScreenLayout layout() {
    return new ScreenLayout(window.width(), window.height());
  }

  /** How many rows of this page's list are shown. */
  int room() {
    return layout().room(page, lists.migrations().rows().size());
  }

  int room(Page of) {
    return layout().room(of, lists.migrations().rows().size());
  }

  /** The migration that keys are about: the selected one, elsewhere the only open one. */
  Optional<MigrationRow> steered() {
    if (page == Page.MIGRATIONS) {
      return lists.migrations().selected();
    }
    var open = lists.migrations().rows().stream().filter(MigrationRow::isOpen).toList();
    return open.size() == 1 ? Optional.of(open.getFirst()) : Optional.empty();
  }
}
