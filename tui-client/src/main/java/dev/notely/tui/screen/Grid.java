package dev.notely.tui.screen;

import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** A table as wide as its pane: columns that do not fit are left out, by their rank. */
final class Grid<T> {
  private final List<Column<T>> columns;
  private final int grown;

  Grid(List<Column<T>> all, int width) {
    List<Column<T>> kept = new ArrayList<>(all);
    while (needed(kept) > width && kept.stream().anyMatch(column -> column.rank() > 0)) {
      kept.remove(kept.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
    }
    columns = List.copyOf(kept);
    grown = Math.max(0, width - needed(kept));
  }

  private static <T> int needed(List<Column<T>> columns) {
    return columns.stream().mapToInt(column -> column.width() + 1).sum() - 1;
  }

  /** The titles of the columns; the first one may be a longer text. */
  void titles(Pane pane, String first) {
    List<Part> parts = new ArrayList<>();
    for (Column<T> column : columns) {
      String title = parts.isEmpty() && !first.isEmpty() ? first : column.title();
      parts.add(new Part(fitted(title, column), Role.TITLE));
    }
    pane.line(parts);
  }

  void row(Pane pane, T row) {
    pane.line(cells(row, Function.identity()));
  }

  /** All of it in one style: that of the cursor, or of what is old. */
  void row(Pane pane, T row, Role role) {
    pane.line(cells(row, part -> part.in(role)));
  }

  private List<Part> cells(T row, Function<Part, Part> style) {
    List<Part> parts = new ArrayList<>();
    for (Column<T> column : columns) {
      Part cell = column.cell().apply(row);
      parts.add(style.apply(new Part(fitted(cell.text(), column), cell.role())));
    }
    return parts;
  }

  /** One space wider than the column, except the last. */
  private String fitted(String text, Column<T> column) {
    int width = column.width() + (column.grows() ? grown : 0);
    String cut = Pane.cut(text, width);
    String space = " ".repeat(width - CharWidth.of(cut));
    String end = column.equals(columns.getLast()) ? "" : " ";
    return (column.right() ? space + cut : cut + space) + end;
  }
}
