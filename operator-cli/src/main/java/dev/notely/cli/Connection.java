package dev.notely.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Options of a command that shows what it was answered: as text, or as it came. */
final class Connection extends Destination {
  /** How answers are shown. */
  enum Output {
    TEXT,
    JSON
  }

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Option(
      names = {"-o", "--output"},
      defaultValue = "TEXT",
      description = "text or json (default: text)")
  private Output output = Output.TEXT;

  boolean showsText() {
    return output == Output.TEXT;
  }

  /** Shows a document as it came, or as text. */
  void show(JsonNode document, Function<JsonNode, List<String>> text) {
    if (output == Output.JSON) {
      show(List.of(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document)));
    } else {
      show(text.apply(document));
    }
  }

  /** Shows a list, over all its pages, as it came, or as text. */
  void showAll(List<JsonNode> items, Function<List<JsonNode>, List<String>> text) {
    show(MAPPER.createArrayNode().addAll(items), _ -> text.apply(items));
  }

  /** Shows a document among others: as one line of JSON, or as text. */
  void showNext(JsonNode document, Function<JsonNode, List<String>> text) {
    show(output == Output.JSON ? List.of(document.toString()) : text.apply(document));
  }

  private void show(List<String> lines) {
    PrintWriter out = command().getOut();
    lines.forEach(out::println);
    out.flush();
  }
}
