package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.supervisor.GatewayClient.Answer;
import dev.notely.supervisor.LocalCluster;
import dev.notely.system.ImpatientUsers.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A store stands still for five seconds while twice as many users come as the system can serve, all
 * of whom try again at once. When that is over, so is the trouble: nothing keeps itself going.
 */
class OverloadIT {
  private static final int ACCOUNTS = 8;
  private static final int NOTES = 4;
  private static final int CLIENTS = 32;
  private static final double QUIET = 0.4; // of the capacity
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final int SECONDS_TO_RECOVER = 12;

  @Test
  void whenTheTriggerIsGoneTheSystemComesBackByItself() throws Exception {
    try (OtlpReceiver collector = new OtlpReceiver();
        RunningSystem system = new RunningSystem(settings(collector));
        ImpatientUsers users = new ImpatientUsers(system.cluster().url(), notes(system))) {
      users.capacity(CLIENTS, Duration.ofSeconds(4)); // warm-up
      int capacity = users.capacity(CLIENTS, Duration.ofSeconds(3));
      int quiet = (int) Math.max(1, capacity * QUIET);
      users.come(quiet);
      users.watch(Duration.ofSeconds(1));
      Figures before = users.watch(Duration.ofSeconds(3));
      assertThat(before.failedShare()).as("before").isLessThan(0.01);

      users.rate(2 * capacity);
      Figures meanwhile;
      try (Stopped _ = new Stopped(system.cluster().process("legacy"))) {
        meanwhile = users.watch(STALL);
      }
      users.rate(quiet);
      assertThat(meanwhile.failedShare()).as("the trigger is one").isGreaterThan(0.3);

      List<Figures> after = new ArrayList<>();
      while (!isBack(after, before) && after.size() < SECONDS_TO_RECOVER) {
        after.add(users.watch(Duration.ofSeconds(1)));
      }
      System.out.println("overload: capacity " + capacity + "/s, quiet " + quiet + "/s");
      System.out.println("overload: before " + before);
      System.out.println("overload: stalled " + meanwhile);
      after.forEach(second -> System.out.println("overload: after " + second));
      for (String service : List.of("api-gateway", "data-proxy")) {
        System.out.printf(
            "overload: %s: %d requests, %d retries, %d retries refused, %d shed%n",
            service,
            collector.counter(service, "notely.requests"),
            collector.counter(service, "notely.retries"),
            collector.counter(service, "notely.retries.refused"),
            collector.counter(service, "notely.requests.shed"));
        assertThat(collector.counter(service, "notely.retries"))
            .as("retries of the " + service)
            .isLessThan(collector.counter(service, "notely.requests") / 10 + 400);
      }
      long reads = collector.counter("data-proxy", "notely.reads");
      long calls = collector.counter("data-proxy", "notely.reads.calls");
      System.out.println("overload: " + reads + " reads took " + calls + " calls of stores");
      assertThat(calls).as("calls for %d reads", reads).isBetween(1L, reads);
      assertThat(isBack(after, before)).as("within %d s: %s", SECONDS_TO_RECOVER, after).isTrue();
    }
  }

  /** The last three seconds were as before. */
  private static boolean isBack(List<Figures> after, Figures before) {
    return after.size() >= 3
        && after.subList(after.size() - 3, after.size()).stream()
            .allMatch(second ->
                second.failedShare() < 0.01
                    && second.servedPerSecond() >= 0.7 * before.servedPerSecond()
                    && second.median() <= 5 * before.median() + 20);
  }

  private static LocalCluster.Settings settings(OtlpReceiver collector) {
    return new LocalCluster.Settings(2, 0, List.of(), collector.metricsOnly(), false, 0, true);
  }

  private static List<String> notes(RunningSystem system) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < ACCOUNTS; i++) {
      String account = "/accounts/" + created(system, "/accounts", Map.of("name", "user " + i));
      for (int n = 0; n < NOTES; n++) {
        String notes = account + "/notes";
        paths.add(notes + "/" + created(system, notes, Map.of("content", "note")));
      }
    }
    return paths;
  }

  private static String created(RunningSystem system, String path, Map<String, ?> body) {
    Answer answer = system.gateway().send("POST", path, body).orElseThrow();
    assertThat(answer.status()).isEqualTo(201);
    return answer.body().path("id").asString();
  }
}
