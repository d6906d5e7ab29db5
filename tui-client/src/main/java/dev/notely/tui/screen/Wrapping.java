package dev.notely.tui.screen;

import java.util.ArrayList;
import java.util.List;

/** Long texts in several lines. Pure. */
final class Wrapping {
  private Wrapping() {}

  /** At spaces where there are some; what is too long for the last line stays in it. */
  static List<String> lines(String text, int columns, int most) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > columns && lines.size() < most - 1) {
      int space = rest.lastIndexOf(' ', columns);
      int end = space > 0 ? space : columns;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
