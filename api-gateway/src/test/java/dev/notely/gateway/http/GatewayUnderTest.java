package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.proxy.ProxyClient;
import dev.notely.gateway.proxy.ProxyPool;
import dev.notely.gateway.proxy.ReleaseClient;
import dev.notely.gateway.proxy.ReleaseWatch;
import dev.notely.gateway.status.StatusCollector;
import dev.notely.gateway.status.StatusFeed;
import dev.notely.gateway.status.UserFigures;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.overload.RetryBudget;
import dev.notely.runtime.telemetry.MetricsPage;
import dev.notely.runtime.telemetry.Telemetry;
import io.grpc.ManagedChannel;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server in front of a proxy that does as it is told. */
final class GatewayUnderTest implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final FakeProxy proxy;
  private final ProxyPool pool;
  private final MetricsPage metrics = new MetricsPage();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("api-gateway", Map.of(), List.of(metrics.reader()));
  private final ReleaseWatch watch;
  private final WebServer server;
  private final StatusFeed status;

  GatewayUnderTest() throws IOException {
    this("");
  }

  /** Whose operators must have a token. */
  GatewayUnderTest(String token) throws IOException {
    this(token, 1_024);
  }

  /**
   * That lets in few users.
   *
   * @param admitted requests of users at once
   */
  GatewayUnderTest(String token, int admitted) throws IOException {
    this(admitted, "--token=" + token);
  }

  /**
   * With options of its own.
   *
   * @param admitted requests of users at once
   */
  GatewayUnderTest(int admitted, String... options) throws IOException {
    GatewayConfig config = new GatewayConfig();
    new CommandLine(config)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(HostPort.class, new HostPort.Converter())
        .parseArgs(
            Stream.concat(Stream.of("--catalog=127.0.0.1:1"), Stream.of(options))
                .toArray(String[]::new));
    proxy = new FakeProxy(transport);
    ManagedChannel catalog = transport.channel(proxy.catalogAddress());
    pool = new ProxyPool(transport, catalog, config.routing());
    pool.start();
    watch = new ReleaseWatch(pool, catalog);
    RetryBudget retries = new RetryBudget();
    ProxyClient proxies = new ProxyClient(pool, retries, 2_000, watch);
    MigrationClient migrations = new MigrationClient(pool, retries, 2_000);
    status =
        new StatusFeed(
            new StatusCollector(
                    proxies,
                    migrations,
                    () -> new UserFigures.Felt(60, 120, 1, 2, 9),
                    InstantSource.system())
                ::document,
            new StatusFeed.Bounds(
                config.statusViewers(), Duration.ofMillis(20), Duration.ofSeconds(20)),
            System::nanoTime);
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      direct.addHandler(type, ProblemMapper.beforeRouting());
    }
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .directHandlers(direct.build())
            .routing(routing ->
                Routes.register(
                    routing,
                    pool,
                    proxies,
                    migrations,
                    new ReleaseClient(catalog, 2_000),
                    new Admission(admitted),
                    telemetry,
                    metrics,
                    status,
                    config))
            .build()
            .start();
    await().until(pool::isReady);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  FakeProxy proxy() {
    return proxy;
  }

  /** An answer; the body is JSON's null where it is no JSON. */
  record Reply(int status, JsonNode body, HttpResponse<String> raw) {
    String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  Reply send(String method, String path, String body, Map<String, String> headers) {
    return send(
        method,
        path,
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body),
        headers);
  }

  Reply send(
      String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).doesNotContain("\tat ").doesNotContain("Exception");
      boolean isJson =
          response.headers().firstValue("Content-Type").orElse("").contains("json")
              && !response.body().isEmpty();
      JsonNode json = isJson ? JSON.readTree(response.body()) : JSON.nullNode();
      return new Reply(response.statusCode(), json, response);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    status.close();
    server.stop();
    watch.close();
    pool.close();
    proxy.close();
    transport.close();
    telemetry.close();
  }
}
