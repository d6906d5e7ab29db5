package dev.notely.tui.screen;

import static dev.notely.tui.screen.Column.figures;
import static dev.notely.tui.screen.Column.growing;
import static dev.notely.tui.screen.Column.words;

import java.util.List;

/** Page 2: the migrations, and how the selected one stands. */
final class MigrationsPage {
  private MigrationsPage() {}

  static void draw(ScreenState state, Pane pane) {
    Listing<MigrationRow> listing = state.lists().migrations();
    long nowMs = state.view().timeMs();
    Grid<MigrationRow> grid = new Grid<>(columns(nowMs), pane.width());
    grid.titles(pane, "Migrations (%s)".formatted(Figures.count(listing.rows().size())));
    if (listing.rows().isEmpty()) {
      pane.line(Part.faint("none; ./notely migrate create FILE makes one"));
      return;
    }
    List<MigrationRow> visible = listing.visible(state.room());
    for (int i = 0; i < visible.size(); i++) {
      if (listing.top() + i == listing.cursor()) {
        grid.row(pane, visible.get(i), Role.SELECTED);
      } else {
        grid.row(pane, visible.get(i));
      }
    }
    listing.selected().ifPresent(row -> MigrationText.draw(row, pane));
  }

  private static List<Column<MigrationRow>> columns(long nowMs) {
    return List.of(
        growing("", 20, row -> Part.text(row.name())),
        figures("id", 6, 2, row -> Long.toUnsignedString(row.id())),
        new Column<>("state", 12, false, false, 0, row -> new Part(row.state(), row.role())),
        figures("done", 6, 0, row -> row.isOpen() ? percent(row) : ""),
        figures("records/s", 9, 0, row -> row.isOpen() ? Figures.count(row.status().rate()) : ""),
        words(
            "ends in",
            13,
            1,
            row -> row.status().etaSeconds().map(s -> Figures.duration(s * 1_000)).orElse("")),
        figures("changed", 7, 0, row -> Figures.age(nowMs - row.migration().getChangedAtMs())));
  }

  private static String percent(MigrationRow row) {
    return Figures.percent(row.status().done(), row.status().total()) + " %";
  }
}
