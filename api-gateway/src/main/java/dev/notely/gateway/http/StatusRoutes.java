package dev.notely.gateway.http;

import dev.notely.gateway.status.StatusFeed;
import dev.notely.gateway.status.StatusFeed.Snapshot;
import dev.notely.gateway.status.StatusFeed.Viewer;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The status page, its files, and what it shows: once, or live. Nothing can be changed from here,
 * and nothing that it shows names an account.
 */
final class StatusRoutes implements HttpService {
  /** Stays open as long as somebody watches. */
  static final String STREAM = "/status/stream";

  /** Its own files and nothing else; no script and no style within the page. */
  private static final Header POLICY =
      HeaderValues.create(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

  private final StatusFeed feed;
  private final StatusAudience audience;
  private final OperatorToken operator;

  StatusRoutes(StatusFeed feed, StatusAudience audience, OperatorToken operator) {
    this.feed = feed;
    this.audience = audience;
    this.operator = operator;
  }

  @Override
  public void routing(HttpRules rules) {
    if (audience == StatusAudience.NOBODY) {
      return;
    }
    get(rules, "/", file("/status/index.html", "text/html; charset=utf-8"));
    get(rules, "/status.js", file("/status/status.js", "text/javascript; charset=utf-8"));
    get(rules, "/status.css", file("/status/status.css", "text/css; charset=utf-8"));
    get(rules, "/status.svg", file("/status/status.svg", "image/svg+xml"));
    get(rules, "/status", this::once);
    get(rules, STREAM, this::live);
  }

  private void get(HttpRules rules, String path, Handler handler) {
    rules
        .get(
            path,
            (request, response) -> {
              if (audience == StatusAudience.OPERATORS) {
                operator.checkReader(request, response);
              }
              handler.handle(request, response);
            })
        .any(path, Routes.only("GET"));
  }

  private static Handler file(String name, String contentType) {
    byte[] bytes = Resources.bytes(name);
    return (request, response) ->
        response
            .header(HeaderNames.CONTENT_TYPE, contentType)
            .header(HeaderNames.CACHE_CONTROL, "no-cache")
            .header("X-Content-Type-Options", "nosniff")
            .header("Referrer-Policy", "no-referrer")
            .header(POLICY)
            .send(bytes);
  }

  private void once(ServerRequest request, ServerResponse response) throws InterruptedException {
    try (Viewer viewer = join(response)) {
      Snapshot latest = viewer.next().orElseThrow(StatusRoutes::stopping);
      response
          .header(HeaderValues.CONTENT_TYPE_JSON)
          .header(HeaderNames.CACHE_CONTROL, "no-store")
          .send(latest.document().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void live(ServerRequest request, ServerResponse response) throws InterruptedException {
    try (Viewer viewer = join(response)) {
      response.header("X-Accel-Buffering", "no"); // else a proxy in between may keep it
      SseSink sink = response.sink(SseSink.TYPE);
      viewer.send(() -> sink.emit(SseEvent.builder().comment("welcome").build()));
      for (Optional<Snapshot> next = viewer.next(); next.isPresent(); next = viewer.next()) {
        SseEvent event = event(next.get());
        viewer.send(() -> sink.emit(event));
      }
      sink.close();
    } catch (UncheckedIOException | SocketWriterException e) {
      // He has gone, or took nothing for too long.
    }
  }

  private static SseEvent event(Snapshot snapshot) {
    return SseEvent.builder()
        .id(Long.toString(snapshot.version()))
        .data(snapshot.document())
        .build();
  }

  private Viewer join(ServerResponse response) {
    return feed.join()
        .orElseThrow(() -> {
          response.header(HeaderNames.RETRY_AFTER, "10");
          return new ProblemException(
              503, "as many people watch the status as the gateway takes; try again later");
        });
  }

  private static ProblemException stopping() {
    return new ProblemException(503, "the gateway is stopping");
  }
}
