package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.proxy.ProxyClient;
import dev.notely.gateway.proxy.ProxyPool;
import dev.notely.gateway.proxy.ReleaseClient;
import dev.notely.gateway.proxy.ReleaseWatch;
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
import java.util.List;
import java.util.Map;
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
    GatewayConfig config = new GatewayConfig();
    new CommandLine(config)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(HostPort.class, new HostPort.Converter())
        .parseArgs("--catalog=127.0.0.1:1", "--token=" + token);
    proxy = new FakeProxy(transport);
    ManagedChannel catalog = transport.channel(proxy.catalogAddress());
    pool = new ProxyPool(transport, catalog, config.routing());
    pool.start();
    watch = new ReleaseWatch(pool, catalog);
    RetryBudget retries = new RetryBudget();
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
                    new ProxyClient(pool, retries, 2_000, watch),
                    new MigrationClient(pool, retries, 2_000),
                    new ReleaseClient(catalog, 2_000),
                    new Admission(admitted),
                    telemetry,
                    metrics,
                    config))
            .build()
            .start();
    await().until(pool::isReady);
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
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, body);
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
    server.stop();
    watch.close();
    pool.close();
    proxy.close();
    transport.close();
    telemetry.close();
  }
}
