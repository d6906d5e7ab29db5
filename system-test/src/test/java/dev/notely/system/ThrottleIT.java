package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.LocalCluster;
import dev.notely.supervisor.ManagedProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A store becomes slow for its users: movers give way, say so, and are fast again afterwards. */
class ThrottleIT {
  private static final int ACCOUNTS = 12;

  /** Without users; their ids are lower, so that they move first. */
  private static final int OTHERS = 30;

  private static final int RPM = 200;
  private static final int DELAY_MS = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void theUsersForWhoseSakeMoversWaitAreNamedUntilTheyAreWell() throws Exception {
    try (RunningSystem system =
        new RunningSystem(new LocalCluster.Settings(1, 0, List.of(), Map.of(), false, 0, true))) {
      ManagedProcess users = system.startUsers(ACCOUNTS, RPM);
      Operator operator = new Operator(system.gateway());
      for (int i = 0; i < OTHERS; i++) {
        assertThat(operator.send("POST", "/accounts", Map.of("name", "other " + i)).status())
            .isEqualTo(201);
      }
      long id =
          operator.create(
              Map.of(
                  "name", "throttled",
                  "from", List.of("legacy"),
                  "to", Map.of("stores", List.of("new")),
                  "gate", Map.of("soak", "0s"),
                  "limits", Map.of("concurrentAccounts", 1)));
      // What is calm is learned: of processes that have just begun, but not as slow as that.
      Thread.sleep(2_000);
      system.cluster().process("legacy").say("DELAY " + DELAY_MS);
      operator.done(id, "start");

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            JsonNode throttle = throttle(operator, id);
            assertThat(throttle.path("now").asString("")).startsWith("users at store ");
            assertThat(throttle.path("lastMinute").path(0).path("signal").asString())
                .as("the first by name")
                .isEqualTo("users at store legacy");
          });

      system.cluster().process("legacy").say("DELAY 0");
      operator.awaitState(id, "SOAKING");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(throttle(operator, id).path("now").asString(""))
                  .doesNotStartWith("users at store legacy"));
      JsonNode waits = throttle(operator, id).path("lastMinute");
      assertThat(waits.path(0).path("signal").asString()).isEqualTo("users at store legacy");
      assertThat(waits.path(0).path("share").asDouble()).isPositive();
      System.out.println("throttled: " + waits);
      system.assertNothingWrong(users);
    }
  }

  private static JsonNode throttle(Operator operator, long id) {
    JsonNode throttle = operator.status(id).path("throttle");
    assertThat(throttle.path("proxies").asInt()).isEqualTo(1);
    return throttle;
  }
}
