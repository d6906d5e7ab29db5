package dev.notely.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Options of every command: which gateway, as whom, and how to show its answer. */
final class Connection {
  /** How answers are shown. */
  enum Output {
    TEXT,
    JSON
  }

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Option(
      names = "--url",
      defaultValue = "${env:NOTELY_URL:-http://127.0.0.1:8080}",
      description = "the gateway, also NOTELY_URL (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token",
      defaultValue = "${env:NOTELY_TOKEN:-}",
      showDefaultValue = Help.Visibility.NEVER,
      description = "the operator's bearer token, also NOTELY_TOKEN")
  private String token = "";

  @Option(
      names = "--actor",
      defaultValue = "${env:USER:-operator}",
      description = "who asks; goes to the journal (default: ${DEFAULT-VALUE})")
  private String actor = "operator";

  @Option(
      names = {"-o", "--output"},
      defaultValue = "TEXT",
      description = "text or json (default: text)")
  private Output output = Output.TEXT;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private CommandLine command() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine();
  }

  GatewayClient gateway() {
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new ParameterException(command(), "--url must be like http://HOST:PORT");
    }
    if (!actor.matches("[\\x21-\\x7E]{1,60}")) {
      throw new ParameterException(command(), "--actor must have 1 to 60 visible ASCII characters");
    }
    return new GatewayClient(url, token, actor);
  }

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

  void complain(String sentence) {
    command().getErr().println(sentence);
    command().getErr().flush();
  }

  private void show(List<String> lines) {
    PrintWriter out = command().getOut();
    lines.forEach(out::println);
    out.flush();
  }
}
