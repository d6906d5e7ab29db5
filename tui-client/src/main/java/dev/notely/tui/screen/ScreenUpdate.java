package dev.notely.tui.screen;

import dev.notely.tui.stream.CallResult;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.TelemetryView;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.MouseEvent;
import dev.tamboui.tui.event.ResizeEvent;
import java.util.Optional;

/** What an event makes of a state, and what is to be done about it. Pure. */
public final class ScreenUpdate {
  private ScreenUpdate() {}

  /**
   * The next state.
   *
   * @param nowMs by this machine's clock
   */
  public static Step next(ScreenState before, Event event, long nowMs) {
    ScreenState state = before.with(before.window().at(nowMs));
    return switch (event) {
      case ScreenEvent.Seen seen -> Step.to(seen(state, seen.view()));
      case ScreenEvent.Linked linked -> Step.to(linked(state, linked.link()));
      case ScreenEvent.Told told -> Step.to(told(state, told.result()));
      case KeyEvent key -> KeyUpdate.next(state, key);
      case MouseEvent mouse -> Step.to(MouseUpdate.next(state, mouse));
      case ResizeEvent size -> Step.to(resized(state, size));
      default -> Step.to(state); // a tick: only the time has changed
    };
  }

  /** Sections that are the same object, as most are, cost nothing to compare. */
  private static ScreenState seen(ScreenState before, TelemetryView view) {
    TelemetryView old = before.view();
    ScreenState state = before.with(before.feed().with(view, before.window().nowMs()));
    Lists lists = state.lists();
    if (!view.migrations().equals(old.migrations())) {
      var rows = MigrationRow.sorted(view.migrations().values(), lists.migrations().rows());
      lists =
          lists.with(
              lists
                  .migrations()
                  .with(rows, MigrationRow::id, state.layout().room(Page.MIGRATIONS, rows.size())));
    }
    if (!view.accounts().equals(old.accounts())) {
      lists = lists.with(lists.accounts().of(view.accounts().values(), state.room(Page.ACCOUNTS)));
    }
    if (!view.log().equals(old.log())) {
      lists = lists.with(lists.logs().of(view.log(), state.room(Page.LOGS)));
    }
    return state.with(lists);
  }

  private static ScreenState linked(ScreenState state, Link link) {
    Link before = state.feed().link();
    ScreenState next = state.with(state.feed().with(link));
    return switch (link.state()) {
      case CONNECTING -> keepingWords(state, link);
      case LIVE ->
          before.words().isEmpty()
              ? next
              : next.telling(new Outcome(before.words() + "; now from " + link.proxy(), Role.WARN));
      case LOST, STOPPED -> next.telling(new Outcome(link.words(), Role.ALARM));
    };
  }

  /** Why it was lost is told until it is live again. */
  private static ScreenState keepingWords(ScreenState state, Link link) {
    String words = state.feed().link().words();
    return state.with(state.feed().with(new Link(link.state(), link.proxy(), words)));
  }

  private static ScreenState told(ScreenState state, CallResult result) {
    return switch (result) {
      case CallResult.Done done -> state.telling(new Outcome(done.text(), Role.GOOD));
      case CallResult.Refused refused -> state.telling(new Outcome(refused.text(), Role.ALARM));
      case CallResult.Progress progress ->
          state.telling(
              Outcome.plain(
                  "%s of %s accounts are asked"
                      .formatted(Figures.count(progress.asked()), Figures.count(progress.all()))));
      case CallResult.Journal journal -> came(state, journal);
    };
  }

  /** Only if it is still what is shown. */
  private static ScreenState came(ScreenState state, CallResult.Journal journal) {
    if (state.talk().detail().orElse(null) instanceof Detail.Journaled shown
        && shown.subject().equals(journal.subject())) {
      return state.with(
          state
              .talk()
              .showing(
                  new Detail.Journaled(
                      shown.page(), shown.subject(), Optional.of(journal), shown.back())));
    }
    return state;
  }

  private static ScreenState resized(ScreenState before, ResizeEvent size) {
    ScreenState state = before.with(before.window().sized(size.width(), size.height()));
    Lists lists = state.lists();
    AccountList accounts = lists.accounts();
    LogList logs = lists.logs();
    return state.with(
        lists
            .with(lists.migrations().moved(0, state.room(Page.MIGRATIONS)))
            .with(accounts.with(accounts.listing().moved(0, state.room(Page.ACCOUNTS))))
            .with(logs.with(logs.listing().moved(0, state.room(Page.LOGS)))));
  }
}
