package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What users see while one process is away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {
  private RunningSystem system;
  private String atLegacy;
  private String atNew;

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of());
    atLegacy = account();
    atNew = account();
    system.move(atNew, "new");
    system.awaitArrival(atNew, "new");
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private String account() {
    Answer created = send("POST", "/accounts", Map.of("name", "Ada"));
    return created.body().path("id").asString();
  }

  private Answer send(String method, String path, Map<String, ?> body) {
    return system.gateway().send(method, path, body).orElseThrow();
  }

  private int write(String account) {
    return send("POST", "/accounts/" + account + "/notes", Map.of("content", "x")).status();
  }

  private int list(String account) {
    return send("GET", "/accounts/" + account + "/notes", Map.of()).status();
  }

  private void bothAreServedByBothProxies() {
    for (int i = 0; i < 20; i++) {
      assertThat(write(atLegacy)).isEqualTo(201);
      assertThat(list(atNew)).isEqualTo(200);
    }
  }

  @Test
  void withoutTheCatalogKnownAccountsAreServed() {
    bothAreServedByBothProxies();
    ManagedProcess catalog = system.cluster().process("catalog");
    catalog.kill();
    try {
      for (int i = 0; i < 100; i++) {
        assertThat(write(atLegacy)).isEqualTo(201);
        assertThat(write(atNew)).isEqualTo(201);
        assertThat(list(atLegacy)).isEqualTo(200);
      }
      assertThat(send("POST", "/accounts", Map.of("name", "waits")).status()).isIn(503, 504);
    } finally {
      catalog.restart();
      catalog.awaitReady();
    }
    await().atMost(Duration.ofSeconds(20)).until(this::bothProxiesKnowTheCatalog);
  }

  /** Each new account goes to either of them. */
  private boolean bothProxiesKnowTheCatalog() {
    return IntStream.range(0, 20)
        .allMatch(_ -> send("POST", "/accounts", Map.of("name", "again")).status() == 201);
  }

  @Test
  void withoutAStoreOnlyItsAccountsAreRefusedWithRetryAfter() throws Exception {
    bothAreServedByBothProxies();
    ManagedProcess store = system.cluster().process("legacy");
    store.kill();
    try {
      for (int i = 0; i < 50; i++) {
        assertThat(write(atNew)).isEqualTo(201);
        assertThat(list(atNew)).isEqualTo(200);
      }
      assertThat(list(atLegacy)).isEqualTo(503);
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> refused =
            client.send(
                HttpRequest.newBuilder(
                        URI.create(system.cluster().url() + "/accounts/" + atLegacy + "/notes"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("error");
      }
    } finally {
      store.restart();
      store.awaitReady();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> write(atLegacy) == 201);
  }

  @Test
  void withoutAProxyTheOtherAnswersEverything() {
    bothAreServedByBothProxies();
    ManagedProcess proxy = system.cluster().process("proxy-1");
    proxy.kill();
    try {
      bothAreServedByBothProxies();
      bothAreServedByBothProxies();
    } finally {
      proxy.restart();
      proxy.awaitReady();
    }
  }
}
