package dev.notely.gateway.report;

import dev.notely.gateway.report.Block.Bullets;
import dev.notely.gateway.report.Block.Code;
import dev.notely.gateway.report.Block.Heading;
import dev.notely.gateway.report.Block.Paragraph;
import dev.notely.gateway.report.Block.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A report as one HTML page that needs nothing else: no script, its own style, printable. Pure.
 * Whatever came from users is only text.
 */
public final class HtmlReport {
  private static final String STYLE = style();

  /** Its content security policy: its own style, by hash, and nothing else. */
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + hash(STYLE)
          + "'; base-uri 'none'; form-action 'none'";

  private HtmlReport() {}

  /** Renders a proxy's document. */
  public static String of(JsonNode report) {
    String title = escape(ReportBlocks.title(report));
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="%s">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>%s</style>
    </head>
    <body>
    <main>
    <h1>%s</h1>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            POLICY,
            title,
            STYLE,
            title,
            ReportBlocks.of(report).stream().map(HtmlReport::block).collect(Collectors.joining()));
  }

  private static String block(Block block) {
    return switch (block) {
      case Heading(String text) -> element("h2", escape(text)) + "\n";
      case Paragraph(String text) -> element("p", escape(text)) + "\n";
      case Bullets(List<String> items) ->
          items.stream()
              .map(item -> element("li", escape(item)) + "\n")
              .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
      case Table table -> table(table);
      case Code(String text) -> element("pre", escape(text)) + "\n";
    };
  }

  private static String table(Table table) {
    boolean isFacts = table.heading().isEmpty();
    String heading =
        isFacts
            ? ""
            : "<thead>" + row(table.heading(), "<th scope=\"col\">", "</th>") + "</thead>\n";
    String rows =
        table.rows().stream()
            .map(row -> isFacts ? fact(row) : row(row, "<td>", "</td>") + "\n")
            .collect(Collectors.joining());
    return (isFacts ? "<table class=\"facts\">\n" : "<table>\n")
        + heading
        + element("tbody", "\n" + rows)
        + "\n</table>\n";
  }

  private static String fact(List<String> row) {
    return element(
            "tr",
            "<th scope=\"row\">" + escape(row.get(0)) + "</th>" + element("td", escape(row.get(1))))
        + "\n";
  }

  private static String row(List<String> cells, String open, String close) {
    return cells.stream()
        .map(cell -> open + escape(cell) + close)
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  private static String element(String name, String content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          switch (point) {
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '&' -> escaped.append("&amp;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            case '\n' -> escaped.append('\n');
            default -> escaped.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
          }
        });
    return escaped.toString();
  }

  private static String style() {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream("/report.css"), "report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
