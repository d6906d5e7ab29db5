package dev.notely.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reports as text, of the documents that the proxy's tests keep. Where one differs on purpose, take
 * it over from target/reports.
 */
class ReportRenderingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path DOCUMENTS = Path.of("../data-proxy/src/test/resources/reports");
  private static final Path KEPT = Path.of("src/test/resources/reports");
  private static final Path MADE = Path.of("target/reports");

  private static JsonNode document(String state) throws IOException {
    return JSON.readTree(Files.readString(DOCUMENTS.resolve(state + ".json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PLANNED",
        "RUNNING",
        "PAUSED",
        "HELD",
        "SOAKING",
        "ROLLING_BACK",
        "FINISHING",
        "COMPLETED",
        "ROLLED_BACK",
        "CANCELLED"
      })
  void tellsEachState(String state) throws IOException {
    String markdown = made(state + ".md", MarkdownReport.of(document(state)));
    String html = made(state + ".html", HtmlReport.of(document(state)));
    assertThat(markdown).isEqualTo(Files.readString(KEPT.resolve(state + ".md")));
    assertThat(html).isEqualTo(Files.readString(KEPT.resolve(state + ".html")));
  }

  private static String made(String file, String text) throws IOException {
    Files.createDirectories(MADE);
    Files.writeString(MADE.resolve(file), text);
    return text;
  }

  /** What users may write, wherever they may write it. */
  private static JsonNode hostile(String text) throws IOException {
    ObjectNode document = (ObjectNode) document("HELD");
    document.put("name", text);
    document.putArray("why").add(text);
    ((ObjectNode) document.at("/standing")).put("reason", text);
    ((ObjectNode) document.at("/timeline/entries/1")).put("reason", text);
    ((ObjectNode) document.at("/what/waves/0")).put("name", text);
    ((ObjectNode) document.at("/configuration/specification")).put("name", text);
    return document;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "</pre></style><img src=x onerror=alert(1)>",
        "\"' onmouseover='alert(1)",
        "&lt;b&gt;"
      })
  void inHtmlNothingThatUsersWroteIsMarkup(String text) throws IOException {
    String html = HtmlReport.of(hostile(text));
    String escaped =
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;");
    assertThat(html).contains("<h1>Migration " + escaped + " (7)</h1>").contains(escaped);
    assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContain("<b>");
    assertThat(html.split("</pre>", -1)).hasSize(2);
    assertThat(html.split("</style>", -1)).hasSize(2);
    assertThat(html).doesNotContain("='alert(1)").contains(HtmlReport.POLICY);
  }

  @Test
  void inMarkdownNothingThatUsersWroteIsMarkup() throws IOException {
    String text = "  # a | b `c` <script> [x](y) *z*\n\n---\r- d\u2028```\n1. e \\| f";
    List<String> lines = MarkdownReport.of(hostile(text)).lines().toList();
    String escaped =
        "a \\| b \\`c\\` \\<script\\> \\[x\\](y\\) \\*z\\*  --- - d \\`\\`\\` 1. e \\\\\\| f";
    assertThat(lines).contains("- \\# " + escaped.replace("(y\\)", "(y)"));
    assertThat(lines)
        .filteredOn(line -> line.contains("script"))
        .allSatisfy(line -> assertThat(line).matches("(?s)# Migration .*|- .*|\\| .* \\||    .*"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("| 2026"))
        .allSatisfy(line -> assertThat(line.split("(?<!\\\\)\\|", -1)).hasSizeBetween(6, 7));
  }

  @Test
  void aDocumentOfAnotherReleaseIsRenderedAsFarAsItIsKnown() {
    JsonNode document = JSON.readTree("{\"id\":1,\"name\":\"n\",\"later\":{\"x\":1}}");
    assertThat(MarkdownReport.of(document)).startsWith("# Migration n (1)\n");
    assertThat(HtmlReport.of(document)).contains("<h1>Migration n (1)</h1>");
  }
}
