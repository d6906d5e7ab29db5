package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A gateway that is told to stop answers whom it has let in, and lets nobody else in. */
class GatewayStopIT {
  private static final int REQUESTS = 8;
  private static final int DELAY_MS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void requestsUnderWayAreAnswered() throws Exception {
    LocalCluster.Settings settings =
        new LocalCluster.Settings(1, 0, List.of(), Map.of(), false).withFaults();
    try (RunningSystem system = new RunningSystem(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      String account =
          system
              .gateway()
              .send("POST", "/accounts", Map.of("name", "Ada"))
              .orElseThrow()
              .body()
              .path("id")
              .asString();
      URI notes = URI.create(system.cluster().url() + "/accounts/" + account + "/notes");
      ManagedProcess gateway = system.cluster().process("gateway");
      system.cluster().process(system.shardOf(account)).say("DELAY " + DELAY_MS);
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(http.sendAsync(create(notes, i), HttpResponse.BodyHandlers.ofString()));
      }
      Thread.sleep(DELAY_MS / 3); // they are at the store

      CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::stop);
      try (HttpClient late = HttpClient.newHttpClient()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThatThrownBy(() ->
                        late.send(create(notes, REQUESTS), HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(ConnectException.class));
      }

      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(status(answer)).isEqualTo(201);
      }
      stopping.get();
      assertThat(gateway.isAlive()).isFalse();
    }
  }

  private static HttpRequest create(URI notes, int n) {
    return HttpRequest.newBuilder(notes)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"note " + n + "\"}"))
        .build();
  }

  private static int status(CompletableFuture<HttpResponse<String>> answer)
      throws InterruptedException, ExecutionException {
    return answer.get().statusCode();
  }
}
