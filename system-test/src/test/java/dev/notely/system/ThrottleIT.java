package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.supervisor.ReleaseSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A store becomes slow for its users: movers give way, say so, and are fast again afterwards. Those
 * of proxies that no user asks, too.
 */
class ThrottleIT {
  private static final Pattern WAITED =
      Pattern.compile(
          "notely_mover_time_seconds_total\\{[^}]*activity=\"wait_for_users\"[^}]*store=\"legacy\"[^}]*} (\\S+)");
  private static final String LEGACY = "users at store legacy";
  private static final int ACCOUNTS = 12;
  private static final int OTHERS = 60; // without users
  private static final int RPM = 200;
  private static final int DELAY_MS = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Two proxies are started, and movers come to all four. */
  private static final Duration LONG = Duration.ofSeconds(90);

  private static final int PROXIES = 2; // of each release

  @Test
  void theUsersForWhoseSakeMoversWaitAreNamedUntilTheyAreWell() throws Exception {
    LocalCluster.Settings two =
        new LocalCluster.Settings(PROXIES, 0, List.of(), Map.of(), false, 0, true)
            .with(ReleaseSettings.PLAIN);
    try (RunningSystem system = new RunningSystem(two)) {
      system.cluster().supervise((_, _) -> {});
      ManagedProcess users = system.startUsers(ACCOUNTS, RPM);
      Operator operator = new Operator(system.gateway());
      for (int i = 0; i < OTHERS; i++) {
        assertThat(operator.send("POST", "/accounts", Map.of("name", "other " + i)).status())
            .isEqualTo(201);
      }
      await().atMost(LONG).until(() -> releases(operator).path("supervised").asBoolean());
      // One percent of the users is nobody, or next to nobody.
      assertThat(
              operator
                  .send(
                      "POST",
                      "/deploy",
                      Map.of("strategy", "canary", "steps", List.of(1, 100), "soak", "10m"))
                  .status())
          .isEqualTo(202);
      await()
          .atMost(LONG)
          .until(() -> releases(operator).at("/deployment/state").asString().equals("SHIFTING"));
      List<String> quiet =
          releases(operator)
              .path("releases")
              .valueStream()
              .filter(one -> one.path("name").asString().equals("v2"))
              .flatMap(one -> one.path("proxies").valueStream())
              .map(JsonNode::asString)
              .toList();
      assertThat(quiet).hasSize(PROXIES);
      system.cluster().process("legacy").say("DELAY " + DELAY_MS);
      long id =
          operator.create(
              Map.of(
                  "name", "throttled",
                  "from", List.of("legacy"),
                  "to", Map.of("stores", List.of("new")),
                  "gate", Map.of("soak", "0s"),
                  "limits", Map.of("concurrentAccounts", 8)));
      operator.done(id, "start");
      await()
          .atMost(LONG)
          .untilAsserted(() ->
              assertThat(quiet)
                  .allSatisfy(proxy -> assertThat(waited(system, proxy)).isPositive()));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            JsonNode throttle = throttle(operator, id, 2 * PROXIES);
            assertThat(throttle.path("now").asString("")).startsWith("users at store ");
            assertThat(throttle.path("lastMinute").path(0).path("signal").asString())
                .as("the first by name")
                .isEqualTo(LEGACY);
          });

      system.cluster().process("legacy").say("DELAY 0");
      operator.awaitState(id, "SOAKING");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(throttle(operator, id, 2 * PROXIES).path("now").asString(""))
                  .doesNotStartWith(LEGACY));
      JsonNode waits = throttle(operator, id, 2 * PROXIES).path("lastMinute");
      assertThat(waits.path(0).path("signal").asString()).isEqualTo(LEGACY);
      assertThat(waits.path(0).path("share").asDouble()).isPositive();
      System.out.println("throttled: " + waits);
      system.assertNothingWrong(users);
    }
  }

  private static JsonNode releases(Operator operator) {
    return operator.send("GET", "/releases", Map.of()).body();
  }

  /** Seconds that a proxy's movers have waited for users of the store. */
  private static double waited(RunningSystem system, String proxy)
      throws IOException, InterruptedException {
    return WAITED
        .matcher(system.metrics(proxy))
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .sum();
  }

  private static JsonNode throttle(Operator operator, long id, int proxies) {
    JsonNode throttle = operator.status(id).path("throttle");
    assertThat(throttle.path("proxies").asInt()).isEqualTo(proxies);
    return throttle;
  }
}
