package dev.notely.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, in columns as wide as their widest cell. Pure. */
final class Table {
  private Table() {}

  /** Row by row: a cell for each column of the heading. */
  static List<String> of(List<String> heading, List<List<String>> rows) {
    int[] widths = new int[heading.size()];
    List<List<String>> all = new ArrayList<>(rows);
    all.addFirst(heading);
    for (List<String> row : all) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
