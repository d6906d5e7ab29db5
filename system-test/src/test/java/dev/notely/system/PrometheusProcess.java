package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus (Debian's package {@code prometheus}) over a folder of its own. */
final class PrometheusProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long STOP_S = 10;

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;
  private final Process process;

  /** Begins to scrape as the file says. */
  PrometheusProcess(Path config, Path data) throws IOException {
    assumeInstalled();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + data.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("prometheus.log").toFile())
            .start();
  }

  /** Where it is missing, the test that asks is skipped, and says so. */
  static void assumeInstalled() {
    boolean installed =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(folder ->
                Files.isExecutable(Path.of(folder, "promtool"))
                    && Files.isExecutable(Path.of(folder, "prometheus")));
    Assumptions.assumeTrue(
        installed,
        "skipped: prometheus and promtool are not on the PATH (Debian's package prometheus)");
  }

  /** An instant query; fails with what Prometheus says if it is none. */
  JsonNode query(String expression) {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    assertThat(answer.path("status").asString())
        .as("%s: %s", expression, answer)
        .isEqualTo("success");
    return answer.path("data").path("result");
  }

  /** Answers a path of its API, once it serves. */
  JsonNode get(String path) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(IOException.class)
        .until(
            () -> {
              HttpResponse<String> answer =
                  http.send(
                      HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                      HttpResponse.BodyHandlers.ofString());
              return JsonMapper.builder().build().readTree(answer.body());
            },
            _ -> true);
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
