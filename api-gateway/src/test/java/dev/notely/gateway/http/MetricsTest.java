package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GET /metrics says of users' requests. */
class MetricsTest {
  private static final String ACCOUNT = "0190f3a2-0000-7000-8000-000000000001";

  private GatewayUnderTest gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayUnderTest();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private String metrics(Map<String, String> headers) {
    return gateway.send("GET", "/metrics", "", headers).raw().body();
  }

  @Test
  void requestsAreCountedByRouteAndNeverByAccount() {
    assertThat(gateway.send("GET", "/accounts/" + ACCOUNT, "", Map.of()).status()).isEqualTo(404);
    assertThat(metrics(Map.of()))
        .contains(
            "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                + "http_response_status_code=\"404\",http_route=\"/accounts/{account}\"} 1")
        .doesNotContain(ACCOUNT);
  }

  @Test
  void methodsThatNobodyKnowsAreOneLabel() {
    for (String method : new String[] {"BREW", "MILK"}) {
      gateway.send(method, "/accounts", "", Map.of());
    }
    assertThat(metrics(Map.of()))
        .contains("http_request_method=\"_OTHER\"")
        .doesNotContain("BREW")
        .doesNotContain("MILK");
  }

  @Test
  void whoeverAsksForOpenMetricsGetsIt() {
    Map<String, String> asked = Map.of("Accept", "application/openmetrics-text; version=1.0.0");
    assertThat(gateway.send("GET", "/metrics", "", asked).header("Content-Type"))
        .startsWith("application/openmetrics-text");
    assertThat(metrics(asked)).endsWith("# EOF\n");
    assertThat(gateway.send("GET", "/metrics", "", Map.of()).header("Content-Type"))
        .startsWith("text/plain");
  }
}
