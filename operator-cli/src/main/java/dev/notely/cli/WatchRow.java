package dev.notely.cli;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.text.CharWidth;
import dev.tamboui.widget.Widget;
import dev.tamboui.widgets.gauge.Gauge;

/** One row of a screen. */
sealed interface WatchRow extends Widget {
  /** What is longer than the row ends in an ellipsis. */
  record Words(String text, Style style) implements WatchRow {
    @Override
    public void render(Rect area, Buffer buffer) {
      buffer.setString(area.left(), area.top(), cut(text, area.width()), style);
    }
  }

  /**
   * A progress bar between two texts.
   *
   * @param before in so many columns
   * @param after the columns that it needs
   */
  record Bar(String before, int columns, long done, long total, String after, Style style)
      implements WatchRow {
    @Override
    public void render(Rect area, Buffer buffer) {
      int end = after.isEmpty() ? 0 : CharWidth.of(after) + 1;
      int start = Math.min(columns, area.width());
      int width = Math.max(0, area.width() - start - end);
      buffer.setString(area.left(), area.top(), cut(before, Math.max(0, start - 1)), Style.EMPTY);
      Gauge.builder()
          .ratio(ratio())
          .label(Figures.percent(done, total).strip())
          .gaugeStyle(style)
          .build()
          .render(new Rect(area.left() + start, area.top(), width, 1), buffer);
      int left = start + width + 1;
      if (left < area.width()) {
        buffer.setString(
            area.left() + left, area.top(), cut(after, area.width() - left), Style.EMPTY);
      }
    }

    private double ratio() {
      return total <= 0 ? 1 : Math.clamp((double) done / total, 0, 1);
    }
  }

  private static String cut(String text, int columns) {
    if (CharWidth.of(text) <= columns) {
      return text;
    }
    return columns < 1 ? "" : CharWidth.substringByWidth(text, columns - 1) + "…";
  }
}
