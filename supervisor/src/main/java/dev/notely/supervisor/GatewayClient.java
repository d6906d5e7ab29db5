package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST contract, as an operator's program uses it. */
public final class GatewayClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final URI base;
  private final Duration patience;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  public GatewayClient(String url) {
    this(url, PATIENCE);
  }

  /**
   * With another bound.
   *
   * @param patience how long an answer may take
   */
  public GatewayClient(String url, Duration patience) {
    this.base = URI.create(url);
    this.patience = patience;
  }

  /** Status and JSON body, empty if nobody answered. */
  public Optional<Answer> send(String method, String path, Map<String, ?> body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(patience);
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      byte[] bytes = response.body();
      return Optional.of(
          new Answer(
              response.statusCode(),
              bytes.length == 0 ? JSON.nullNode() : JSON.readTree(bytes),
              response.headers().firstValue("Link").map(GatewayClient::target).orElse("")));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** The body of a GET that must succeed. */
  public JsonNode get(String path) {
    Answer answer =
        send("GET", path, Map.of())
            .orElseThrow(() -> new StartupException("the gateway does not answer"));
    if (answer.status() != 200) {
      throw new StartupException("GET " + path + " was answered " + answer.status());
    }
    return answer.body();
  }

  /** The address in {@code <address>; rel="next"}. */
  private static String target(String link) {
    return link.substring(link.indexOf('<') + 1, link.indexOf('>'));
  }

  /**
   * An answer.
   *
   * @param body JSON's null where there is none
   * @param next path of the next page, empty where there is none
   */
  public record Answer(int status, JsonNode body, String next) {}

  @Override
  public void close() {
    client.shutdownNow();
  }
}
