package dev.notely.tui.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.text.CharWidth;
import dev.tamboui.widgets.gauge.Gauge;
import dev.tamboui.widgets.sparkline.Sparkline;
import java.util.List;

/**
 * A part of the screen that is filled line by line from above. Nothing is drawn outside of it, and
 * no text can send the terminal a control character.
 */
final class Pane {
  private final Buffer buffer;
  private final Rect area;
  private final Theme theme;
  private final boolean faded;
  private int y;

  /**
   * Empty.
   *
   * @param faded what is drawn is old, and looks like it
   */
  Pane(Buffer buffer, Rect area, Theme theme, boolean faded) {
    this.buffer = buffer;
    this.area = area.intersection(buffer.area());
    this.theme = theme;
    this.faded = faded;
    this.y = area.top();
  }

  int width() {
    return area.width();
  }

  /** Lines that are left. */
  int room() {
    return Math.max(0, area.bottom() - y);
  }

  void line(Part... parts) {
    line(List.of(parts));
  }

  void line(List<Part> parts) {
    if (room() > 0) {
      int x = 0;
      for (Part part : parts) {
        x += put(x, part);
      }
      y++;
    }
  }

  /** With the first of some parts that fits at the right end; the last one, if none does. */
  void line(List<Part> left, List<Part> rights) {
    if (room() > 0) {
      int needed = left.stream().mapToInt(part -> CharWidth.of(part.text())).sum();
      Part right =
          rights.stream()
              .filter(part -> needed + CharWidth.of(part.text()) < width())
              .findFirst()
              .orElse(rights.getLast());
      int row = y;
      line(left);
      buffer.setString(
          area.left() + Math.max(0, width() - CharWidth.of(right.text())),
          row,
          cut(visible(right.text()), width()),
          style(right.role()));
    }
  }

  void skip() {
    y += Math.min(1, room());
  }

  /** At most so many lines, wrapped at spaces, each after as many spaces as the label is long. */
  void wrapped(Part label, String text, Role role, int most) {
    int indent = CharWidth.of(label.text());
    List<String> parts = Wrapping.lines(text, Math.max(1, width() - indent), most);
    for (int i = 0; i < parts.size(); i++) {
      line(i == 0 ? label : Part.text(" ".repeat(indent)), new Part(parts.get(i), role));
    }
  }

  /** A progress bar between two texts. */
  void bar(String before, int columns, long done, long total, String after, Role role) {
    if (room() == 0) {
      return;
    }
    int start = Math.min(columns, width());
    int end = after.isEmpty() ? 0 : CharWidth.of(after) + 1;
    int length = Math.max(0, width() - start - end);
    put(0, Part.text(cut(before, Math.max(0, start - 1))));
    Gauge.builder()
        .ratio(total <= 0 ? 1 : Math.clamp((double) done / total, 0, 1))
        .label(Figures.percent(done, total) + " %")
        .gaugeStyle(style(role))
        .build()
        .render(new Rect(area.left() + start, y, length, 1), buffer);
    put(start + length + 1, Part.text(after));
    y++;
  }

  /** As many of the latest values as there is room for, between two texts. */
  void spark(Part before, List<Long> values, Part after) {
    if (room() == 0) {
      return;
    }
    int start = put(0, before);
    int length = Math.max(0, width() - start - CharWidth.of(after.text()));
    Sparkline.builder()
        .data(values.subList(Math.max(0, values.size() - length), values.size()))
        .style(style(Role.ACCENT))
        .build()
        .render(new Rect(area.left() + start, y, length, 1), buffer);
    put(start + length, after);
    y++;
  }

  /** The lines that are left, as two panes side by side. */
  List<Pane> halves() {
    int half = (width() - 2) / 2;
    return List.of(
        new Pane(buffer, new Rect(area.left(), y, half, room()), theme, faded),
        new Pane(
            buffer, new Rect(area.left() + half + 2, y, width() - half - 2, room()), theme, faded));
  }

  /** The next so many lines as a pane of their own. */
  Pane part(int lines) {
    Pane part =
        new Pane(buffer, new Rect(area.left(), y, width(), Math.min(lines, room())), theme, faded);
    y += part.room();
    return part;
  }

  /** Answers how many columns it took. */
  private int put(int x, Part part) {
    String text = cut(visible(part.text()), width() - x);
    if (!text.isEmpty()) {
      buffer.setString(area.left() + x, y, text, style(part.role()));
    }
    return CharWidth.of(text);
  }

  private Style style(Role role) {
    boolean keeps = !faded || role == Role.SELECTED || role == Role.ACCENT;
    return theme.style(keeps ? role : Role.FAINT);
  }

  /** Names and messages are other people's: an escape sequence in them must stay a text. */
  private static String visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9F]", "·");
      }
    }
    return text;
  }

  static String cut(String text, int columns) {
    if (columns < 1) {
      return "";
    }
    return CharWidth.of(text) <= columns
        ? text
        : CharWidth.substringByWidth(text, columns - 1) + "…";
  }
}
