package dev.notely.gateway.report;

import dev.notely.gateway.report.Block.Bullets;
import dev.notely.gateway.report.Block.Code;
import dev.notely.gateway.report.Block.Heading;
import dev.notely.gateway.report.Block.Paragraph;
import dev.notely.gateway.report.Block.Table;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A report as Markdown (CommonMark with tables). Pure. Whatever came from users is only text. */
public final class MarkdownReport {
  private static final String SPECIAL = "\\`*_{}[]()<>#+-.!|~&";

  private MarkdownReport() {}

  /** Renders a proxy's document. */
  public static String of(JsonNode report) {
    StringBuilder text = new StringBuilder("# " + escape(ReportBlocks.title(report)) + "\n");
    ReportBlocks.of(report).forEach(block -> text.append('\n').append(block(block)));
    return text.toString();
  }

  private static String block(Block block) {
    return switch (block) {
      case Heading(String text) -> "## " + escape(text) + "\n";
      case Paragraph(String text) -> escape(text) + "\n";
      case Bullets(List<String> items) ->
          items.stream().map(item -> "- " + escape(item) + "\n").collect(Collectors.joining());
      case Table table -> table(table);
      case Code(String text) -> code(text);
    };
  }

  private static String table(Table table) {
    int columns = table.heading().isEmpty() ? 2 : table.heading().size();
    List<String> heading =
        table.heading().isEmpty() ? Collections.nCopies(columns, "") : table.heading();
    return row(heading)
        + "|"
        + "---|".repeat(columns)
        + "\n"
        + table.rows().stream().map(MarkdownReport::row).collect(Collectors.joining());
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> escape(cell) + " |")
        .collect(Collectors.joining(" ", "| ", "\n"));
  }

  /** Indented, so that nothing in it can end it. */
  private static String code(String text) {
    return text.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
  }

  /** One line, in which no character means anything. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.strip() // a line that begins with spaces would be code
        .codePoints()
        .forEach(point -> {
          if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029) {
            escaped.append(' ');
            return;
          }
          if (SPECIAL.indexOf(point) >= 0 && isReadAsMarkup(point, escaped)) {
            escaped.append('\\');
          }
          escaped.appendCodePoint(point);
        });
    return escaped.toString();
  }

  /** Some mean something at the beginning of a line only. */
  private static boolean isReadAsMarkup(int point, CharSequence before) {
    return switch (point) {
      case '#', '+', '-' -> before.isEmpty();
      case '.', ')' -> before.chars().allMatch(Character::isDigit);
      case '(', '{', '}', '!' -> false;
      default -> true;
    };
  }
}
