package dev.notely.loadgen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.notely.loadgen.oracle.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConsistencyReportsTest {
  private static final Violation VIOLATION =
      new Violation(
          new UUID(1, 2), new UUID(3, 4), List.of("a", "not there"), "b", List.of("..."), "trace");

  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final Tally tally = new Tally();
  private volatile int status = 202;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/consistency-reports",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          bodies.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void report() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (GatewayHttp gateway = new GatewayHttp(url, Duration.ofSeconds(5));
        ConsistencyReports reports = new ConsistencyReports(gateway, tally)) {
      reports.violation(VIOLATION);
    }
  }

  @Test
  void aViolationIsCountedAndReported() {
    report();
    assertThat(tally.report()).containsEntry("violations", 1L).containsEntry("unreported", 0L);
    JsonNode body = JsonMapper.builder().build().readTree(bodies.element());
    assertThat(body.path("account").asString()).isEqualTo(VIOLATION.account().toString());
    assertThat(body.path("note").asString()).isEqualTo(VIOLATION.note().toString());
    assertThat(body.path("expected").asString()).isEqualTo("a or not there");
    assertThat(body.path("actual").asString()).isEqualTo("b");
    assertThat(body.path("traceId").asString()).isEqualTo("trace");
  }

  @Test
  void aReportThatIsRefusedIsNoError() {
    status = 503;
    report();
    assertThat(tally.report())
        .containsEntry("violations", 1L)
        .containsEntry("unreported", 1L)
        .containsEntry("errors", 0L);
  }

  @Test
  void aReportThatNobodyTakesIsNoError() {
    server.stop(0);
    report();
    assertThat(tally.report()).containsEntry("unreported", 1L).containsEntry("errors", 0L);
  }
}
