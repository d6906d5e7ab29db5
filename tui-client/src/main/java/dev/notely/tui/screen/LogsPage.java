package dev.notely.tui.screen;

import static dev.notely.tui.screen.Column.growing;
import static dev.notely.tui.screen.Column.words;

import dev.notely.proto.telemetry.v1.LogEvent;
import java.util.ArrayList;
import java.util.List;

/** Page 4: what the processes log. */
final class LogsPage {
  private static final List<Column<LogEvent>> COLUMNS =
      List.of(
          words("time", 8, 0, event -> Figures.clock(event.getTimeMs())),
          new Column<>(
              "level", 7, false, false, 0, event -> new Part(event.getLevel(), role(event))),
          words("process", 12, 0, LogEvent::getProcess),
          growing("message", 30, event -> Part.text(event.getMessage())),
          words("logger", 30, 2, LogEvent::getLogger),
          words("trace", 32, 1, LogEvent::getTraceId));

  private LogsPage() {}

  static void draw(ScreenState state, Pane pane) {
    Listing<LogEvent> listing = state.lists().logs().listing();
    pane.line(heading(state));
    Grid<LogEvent> grid = new Grid<>(COLUMNS, pane.width());
    grid.titles(pane, "");
    if (listing.rows().isEmpty()) {
      pane.line(Part.faint("nothing of this level and filter"));
    }
    List<LogEvent> visible = listing.visible(state.room());
    for (int i = 0; i < visible.size(); i++) {
      if (listing.top() + i == listing.cursor()) {
        grid.row(pane, visible.get(i), Role.SELECTED);
      } else {
        grid.row(pane, visible.get(i));
      }
    }
  }

  static Role role(LogEvent event) {
    return switch (event.getLevel()) {
      case "SEVERE" -> Role.ALARM;
      case "WARNING" -> Role.WARN;
      default -> Role.TEXT;
    };
  }

  private static List<Part> heading(ScreenState state) {
    LogList logs = state.lists().logs();
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Log ", Role.TITLE));
    parts.add(
        Part.text(
            Figures.count(logs.listing().rows().size())
                + " of the latest "
                + Figures.count(state.view().log().size())));
    parts.addAll(FilterText.of(logs.filter()));
    parts.add(Part.text("  level " + logs.level() + " and up"));
    parts.add(Part.text(logs.listing().isAtEnd() ? "  follows" : "  stands still; G follows"));
    return parts;
  }
}
