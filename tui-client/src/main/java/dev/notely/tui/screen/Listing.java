package dev.notely.tui.screen;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rows with a cursor, of which a screen shows some. Immutable.
 *
 * @param cursor index of the selected row; 0 if there is none
 * @param top index of the first row that is shown
 */
record Listing<T>(List<T> rows, int cursor, int top) {
  static <T> Listing<T> empty() {
    return new Listing<>(List.of(), 0, 0);
  }

  /** The cursor so many rows further, shown within so many rows. */
  Listing<T> moved(int by, int room) {
    return at(cursor + by, room);
  }

  Listing<T> at(int index, int room) {
    int next = Math.clamp(index, 0, Math.max(0, rows.size() - 1));
    int first = Math.clamp(top, Math.max(0, next - room + 1), next);
    // Nothing is left empty below while there are rows above.
    return new Listing<>(rows, next, Math.clamp(first, 0, Math.max(0, rows.size() - room)));
  }

  /**
   * Other rows: the cursor stays at the row with the same key, else at its place. Where one has
   * scrolled, that row stays where it is on the screen; a list that shows its first row goes on
   * showing it as long as the cursor allows.
   */
  Listing<T> with(List<T> others, Function<T, ?> key, int room) {
    int found = selected().map(row -> indexOf(others, key, key.apply(row))).orElse(cursor);
    int index = found < 0 ? cursor : found;
    int first = top == 0 ? 0 : Math.max(0, top + index - cursor);
    return new Listing<>(others, cursor, first).at(index, room);
  }

  private static <T> int indexOf(List<T> rows, Function<T, ?> key, Object wanted) {
    for (int i = 0; i < rows.size(); i++) {
      if (Objects.equals(key.apply(rows.get(i)), wanted)) {
        return i;
      }
    }
    return -1;
  }

  Optional<T> selected() {
    return cursor < rows.size() ? Optional.of(rows.get(cursor)) : Optional.empty();
  }

  boolean isAtEnd() {
    return cursor >= rows.size() - 1;
  }

  /** Those that fit, from the first that is shown. */
  List<T> visible(int room) {
    int from = Math.min(top, rows.size());
    return rows.subList(from, Math.min(rows.size(), from + Math.max(0, room)));
  }
}
