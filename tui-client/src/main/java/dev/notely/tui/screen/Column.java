package dev.notely.tui.screen;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param width least columns; of one that grows, what it is given at least
 * @param grows gets what is left
 * @param right figures, which end under one another
 * @param rank 0 is kept always; the highest goes first where there is no room
 */
record Column<T>(
    String title, int width, boolean grows, boolean right, int rank, Function<T, Part> cell) {
  /** The one that gets what is left. */
  static <T> Column<T> growing(String title, int least, Function<T, Part> cell) {
    return new Column<>(title, least, true, false, 0, cell);
  }

  static <T> Column<T> words(String title, int width, int rank, Function<T, String> cell) {
    return new Column<>(title, width, false, false, rank, row -> Part.text(cell.apply(row)));
  }

  static <T> Column<T> figures(String title, int width, int rank, Function<T, String> cell) {
    return new Column<>(title, width, false, true, rank, row -> Part.text(cell.apply(row)));
  }

  /** Alarms where it is more than 0. */
  static <T> Column<T> alarms(String title, int width, int rank, Function<T, Long> cell) {
    return new Column<>(
        title,
        width,
        false,
        true,
        rank,
        row -> {
          long count = cell.apply(row);
          return new Part(Figures.count(count), count > 0 ? Role.ALARM : Role.TEXT);
        });
  }
}
