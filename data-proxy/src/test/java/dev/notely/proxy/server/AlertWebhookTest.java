package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.migration.outlook.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AlertWebhookTest {
  private static final Instant SINCE = Instant.parse("2026-03-01T14:00:00Z");
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final AtomicInteger failing = new AtomicInteger();
  private final CountDownLatch hang = new CountDownLatch(1);
  private volatile boolean hangs;
  private HttpServer server;
  private AlertWebhook webhook;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/hook", this::take);
    server.start();
    webhook =
        new AlertWebhook(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
            TIMEOUT,
            new Pace() {
              @Override
              public Instant now() {
                return SINCE;
              }

              @Override
              public void pause(Duration time) {
                pauses.add(time);
              }
            },
            new Random(1));
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (hangs) {
      try {
        hang.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    boolean fails = failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    if (!fails) {
      bodies.add(body);
    }
    exchange.sendResponseHeaders(fails ? 503 : 200, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    hang.countDown();
    webhook.close();
    server.stop(0);
  }

  private static Alert alert(long id) {
    return new Alert("move", id, Alert.Kind.STALLED, SINCE, Optional.empty(), "the store is away");
  }

  @Test
  void anAlertIsPostedOnceItsReceiverTakesIt() {
    failing.set(2);
    webhook.start();
    webhook.post(alert(7));
    Awaitility.await().until(() -> bodies.size() == 1);
    assertThat(bodies.getFirst())
        .isEqualTo(
            "{\"migration\":\"move\",\"id\":7,\"kind\":\"STALLED\",\"status\":\"raised\","
                + "\"since\":\"2026-03-01T14:00:00Z\",\"sentence\":\"the store is away\","
                + "\"href\":\"/migrations/7\"}");
    assertThat(pauses).hasSize(2);
    assertThat(pauses.getFirst()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(pauses.getLast()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(webhook.lost()).isZero();
  }

  @Test
  void itsEndSaysWhen() {
    Alert ended =
        new Alert("move", 7, Alert.Kind.HELD, SINCE, Optional.of(SINCE.plusSeconds(9)), "waits");
    assertThat(AlertWebhook.body(ended))
        .contains("\"status\":\"resolved\"", "\"endedAt\":\"2026-03-01T14:00:09Z\"");
  }

  @Test
  void whatIsNotTakenIsGivenUpAndTheNextIsSent() {
    failing.set(AlertWebhook.TRIES);
    webhook.start();
    webhook.post(alert(7));
    webhook.post(alert(8));
    Awaitility.await().until(() -> bodies.size() == 1);
    assertThat(bodies.getFirst()).contains("\"id\":8");
    assertThat(webhook.lost()).isOne();
    assertThat(pauses).hasSize(AlertWebhook.TRIES - 1);
  }

  @Test
  void aReceiverThatHangsIsLeftAfterTheTimeout() {
    hangs = true;
    webhook.start();
    webhook.post(alert(7));
    Awaitility.await().until(() -> webhook.lost() == 1);
    assertThat(bodies).isEmpty();
  }

  @Test
  void tooManyMakeRoomForTheLatest() {
    for (int i = 0; i < AlertWebhook.WAITING + 3; i++) {
      webhook.post(alert(i)); // nobody sends yet: none of these waits
    }
    assertThat(webhook.lost()).isEqualTo(3);
    webhook.start();
    Awaitility.await().until(() -> !bodies.isEmpty());
    assertThat(bodies.getFirst()).contains("\"id\":3,");
  }
}
