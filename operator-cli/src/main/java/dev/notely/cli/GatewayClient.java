package dev.notely.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST contract, as an operator uses it: an answer, or a {@link GatewayProblemException}. */
final class GatewayClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<Integer> PASSING = Set.of(429, 503, 504);
  // A plan and a verification may take the gateway two minutes.
  private static final Duration TIMEOUT = Duration.ofSeconds(150);

  private final URI base;
  private final String token;
  private final String actor;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Empty token: none is sent. */
  GatewayClient(URI base, String token, String actor) {
    this.base = base;
    this.token = token;
    this.actor = actor;
  }

  /**
   * An answer.
   *
   * @param next path of the next page, empty where there is none
   */
  record Answer(JsonNode body, String next) {}

  Answer get(String path) {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  JsonNode post(String path, Map<String, ?> body) {
    return post(path, JSON.writeValueAsBytes(body));
  }

  JsonNode post(String path, byte[] json) {
    return send("POST", path, HttpRequest.BodyPublishers.ofByteArray(json)).body();
  }

  JsonNode put(String path, Map<String, ?> body) {
    byte[] json = JSON.writeValueAsBytes(body);
    return send("PUT", path, HttpRequest.BodyPublishers.ofByteArray(json)).body();
  }

  JsonNode patch(String path, Map<String, ?> body) {
    byte[] json = JSON.writeValueAsBytes(body);
    return send("PATCH", path, HttpRequest.BodyPublishers.ofByteArray(json)).body();
  }

  /** The first {@code most} items of a list, over its pages. */
  List<JsonNode> all(String path, int most) {
    List<JsonNode> items = new ArrayList<>();
    for (String page = path; !page.isEmpty() && items.size() < most; ) {
      Answer answer = get(page);
      answer.body().forEach(items::add);
      page = answer.next();
    }
    return List.copyOf(items.subList(0, Math.clamp(most, 0, items.size())));
  }

  /** An answer that is text, whatever it is written in. */
  String text(String path) {
    HttpResponse<byte[]> response = exchange("GET", path, HttpRequest.BodyPublishers.noBody());
    if (response.statusCode() / 100 != 2) {
      throw problem(response.statusCode(), parse(response));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
    HttpResponse<byte[]> response = exchange(method, path, body);
    JsonNode answer = parse(response);
    if (response.statusCode() / 100 != 2) {
      throw problem(response.statusCode(), answer);
    }
    return new Answer(
        answer, response.headers().firstValue("Link").map(GatewayClient::target).orElse(""));
  }

  private HttpResponse<byte[]> exchange(
      String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Actor", actor)
            .method(method, body);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw GatewayProblemException.passing("nobody answers at " + base);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayProblemException.passing("interrupted while waiting for " + base);
    }
  }

  private JsonNode parse(HttpResponse<byte[]> response) {
    try {
      return response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw GatewayProblemException.lasting(
          base + " is no gateway: it answered " + response.statusCode() + " without JSON");
    }
  }

  private static GatewayProblemException problem(int status, JsonNode body) {
    String said = Members.text(body, "detail");
    String text = said.isEmpty() ? "the gateway answered with status " + status : said;
    return PASSING.contains(status)
        ? GatewayProblemException.passing(text)
        : GatewayProblemException.lasting(text);
  }

  /** The address in {@code <address>; rel="next"}. */
  private static String target(String link) {
    return link.substring(link.indexOf('<') + 1, link.indexOf('>'));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
