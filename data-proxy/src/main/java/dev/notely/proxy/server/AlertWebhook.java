package dev.notely.proxy.server;

import dev.notely.proxy.migration.Pace;
import dev.notely.proxy.migration.outlook.Alert;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts alerts as JSON to an address that an operator gave, one after the other, on a thread of its
 * own: whoever raises an alert never waits. What does not arrive after {@link #TRIES} is given up;
 * where too many wait, the oldest makes room.
 */
final class AlertWebhook implements AutoCloseable {
  /** Attempts at one alert. */
  static final int TRIES = 5;

  /** Alerts that may wait. */
  static final int WAITING = 100;

  private static final Logger LOG = LoggerFactory.getLogger(AlertWebhook.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int SUCCESS = 2; // hundreds

  private final URI address;
  private final Duration timeout;
  private final Pace pace;
  private final RandomGenerator random;
  private final HttpClient http;
  private final Deque<Alert> waiting = new ArrayDeque<>(); // guarded by itself
  private final Thread sender;
  private long lost; // guarded by waiting

  /** An address; {@link #start} begins. */
  AlertWebhook(URI address, Duration timeout, Pace pace, RandomGenerator random) {
    this.address = address;
    this.timeout = timeout;
    this.pace = pace;
    this.random = random;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.sender = Thread.ofVirtual().name("alert-webhook").unstarted(this::run);
  }

  void start() {
    sender.start();
  }

  /** Will be posted. Never blocks. */
  void post(Alert alert) {
    synchronized (waiting) {
      if (waiting.size() == WAITING) {
        Alert oldest = waiting.removeFirst();
        lost++;
        LOG.atWarn()
            .addKeyValue("migration", oldest.migration())
            .addKeyValue("kind", oldest.kind())
            .addKeyValue("lost", lost)
            .log("too many alerts wait for the webhook: the oldest is given up");
      }
      waiting.addLast(alert);
      waiting.notifyAll();
    }
  }

  /** Alerts that were given up, unsent or after all attempts. */
  long lost() {
    synchronized (waiting) {
      return lost;
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        deliver(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Alert next() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
      return waiting.removeFirst();
    }
  }

  private void deliver(Alert alert) throws InterruptedException {
    Optional<String> failure = send(alert);
    for (int i = 1; failure.isPresent() && i < TRIES; i++) {
      Duration pause = FIRST_PAUSE.multipliedBy(1L << (i - 1));
      pace.pause(pause.plusMillis(random.nextLong(pause.toMillis())));
      failure = send(alert);
    }
    failure.ifPresent(reason -> giveUp(alert, reason));
  }

  private void giveUp(Alert alert, String reason) {
    synchronized (waiting) {
      lost++;
    }
    LOG.atError()
        .addKeyValue("migration", alert.migration())
        .addKeyValue("kind", alert.kind())
        .addKeyValue("reason", reason)
        .addKeyValue("tries", TRIES)
        .log("the webhook did not take an alert: it is given up");
  }

  /** Answers why it did not arrive, empty if it did. */
  private Optional<String> send(Alert alert) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body(alert)))
            .build();
    // A request's own timeout ends with the headers; this one bounds the body too.
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, BodyHandlers.discarding());
    try {
      int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return status / 100 == SUCCESS ? Optional.empty() : Optional.of("it answered " + status);
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + timeout.toMillis() + " ms");
    } finally {
      answer.cancel(true);
    }
  }

  static String body(Alert alert) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("migration", alert.migration());
    body.put("id", alert.id());
    body.put("kind", alert.kind());
    body.put("status", alert.ended().isPresent() ? "resolved" : "raised");
    body.put("since", alert.since());
    alert.ended().ifPresent(ended -> body.put("endedAt", ended));
    body.put("sentence", alert.sentence());
    body.put("href", "/migrations/" + alert.id());
    return JSON.writeValueAsString(body);
  }

  /** What waits is not sent any more. */
  @Override
  public void close() {
    sender.interrupt();
    http.shutdownNow();
  }
}
