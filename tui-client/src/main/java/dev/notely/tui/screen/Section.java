package dev.notely.tui.screen;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A table of the overview.
 *
 * @param rows all of them
 * @param role of a row as a whole; TEXT: each cell has its own
 * @param empty what is said where there are none
 * @param lead lines between titles and rows
 */
record Section<T>(
    String title,
    List<T> rows,
    List<Column<T>> columns,
    Function<T, Role> role,
    String empty,
    Optional<Lead> lead) {

  /** So many lines, and who draws them. */
  record Lead(int lines, Consumer<Pane> drawn) {}

  Section(String title, List<T> rows, List<Column<T>> columns, String empty) {
    this(title, rows, columns, _ -> Role.TEXT, empty, Optional.empty());
  }

  Section<T> inRole(Function<T, Role> roles) {
    return new Section<>(title, rows, columns, roles, empty, lead);
  }

  Section<T> leadBy(int lines, Consumer<Pane> drawn) {
    return new Section<>(title, rows, columns, role, empty, Optional.of(new Lead(lines, drawn)));
  }

  private int above() {
    return 1 + lead.map(Lead::lines).orElse(0);
  }

  /** Lines that it would take. */
  int wanted() {
    return above() + Math.max(1, rows.size());
  }

  /**
   * Fills the pane.
   *
   * @param past rows to leave out above, where not all of them fit
   */
  void draw(Pane pane, int past) {
    if (pane.room() == 0) {
      return;
    }
    Grid<T> grid = new Grid<>(columns, pane.width());
    int room = Math.max(0, pane.room() - above());
    int more = Math.max(0, rows.size() - room);
    int from = Math.min(past, more);
    grid.titles(
        pane,
        more > 0 && room > 0
            ? title + " (" + (from + 1) + "-" + (from + room) + " of " + rows.size() + ")"
            : title);
    lead.ifPresent(lines -> lines.drawn().accept(pane));
    if (rows.isEmpty()) {
      pane.line(Part.faint(empty));
      return;
    }
    for (T row : rows.subList(from, Math.min(rows.size(), from + room))) {
      Role whole = role.apply(row);
      if (whole == Role.TEXT) {
        grid.row(pane, row);
      } else {
        grid.row(pane, row, whole);
      }
    }
  }

  /** Lines without which it says nothing: both releases of a deployment are to be compared. */
  private int least() {
    return Math.min(wanted(), above() + (lead.isPresent() ? 2 : 1));
  }

  /** So many lines for each: what each needs at least, then one more after the other. */
  static int[] shares(List<Section<?>> sections, int room) {
    int[] shares = new int[sections.size()];
    int left = room;
    boolean given = true;
    while (left > 0 && given) {
      given = false;
      for (int i = 0; i < shares.length && left > 0; i++) {
        int step = Math.min(left, shares[i] == 0 ? sections.get(i).least() : 1);
        if (shares[i] + step <= sections.get(i).wanted()) {
          shares[i] += step;
          left -= step;
          given = true;
        }
      }
    }
    return shares;
  }
}
