package dev.notely.gateway.http;

import dev.notely.gateway.report.HtmlReport;
import dev.notely.gateway.report.MarkdownReport;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a report may be asked for as. */
enum ReportFormat {
  JSON(MediaTypes.APPLICATION_JSON, "application/json", JsonNode::toString),
  HTML(MediaTypes.TEXT_HTML, "text/html; charset=utf-8", HtmlReport::of),
  MD(MediaTypes.create("text", "markdown"), "text/markdown; charset=utf-8", MarkdownReport::of);

  @SuppressWarnings("ImmutableEnumChecker") // a value of the server's own
  private final MediaType accepted;

  private final String contentType;

  @SuppressWarnings("ImmutableEnumChecker") // a function of its argument alone
  private final Function<JsonNode, String> rendering;

  ReportFormat(MediaType accepted, String contentType, Function<JsonNode, String> rendering) {
    this.accepted = accepted;
    this.contentType = contentType;
    this.rendering = rendering;
  }

  /** The parameter names it, else the best that the Accept header takes; without both JSON. */
  static ReportFormat of(ServerRequest request) {
    Requests.allowQuery(request, List.of("format"));
    Optional<String> named = request.query().first("format").asOptional();
    return named.isPresent() ? named(named.get()) : accepted(request);
  }

  private static ReportFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.extension().equals(name))
        .findFirst()
        .orElseThrow(() ->
            ProblemException.badRequest("format is '" + name + "'; it is one of " + extensions()));
  }

  private static String extensions() {
    return Arrays.stream(values())
        .map(ReportFormat::extension)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static ReportFormat accepted(ServerRequest request) {
    MediaType[] types =
        Arrays.stream(values()).map(format -> format.accepted).toArray(MediaType[]::new);
    MediaType best =
        request
            .headers()
            .bestAccepted(types)
            .orElseThrow(() ->
                new ProblemException(
                    406,
                    "a report is application/json, text/html or text/markdown; Accept takes none of"
                        + " them"));
    return Arrays.stream(values())
        .filter(format -> format.accepted.equals(best))
        .findFirst()
        .orElse(JSON);
  }

  /** As the parameter and file names have it. */
  String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  String contentType() {
    return contentType;
  }

  /** The document that a proxy made, in this format. */
  String render(JsonNode report) {
    return rendering.apply(report);
  }
}
