package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.HandOffStep;
import dev.notely.supervisor.ManagedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of the moving proxy, the source, the target and the catalog, before and after each step
 * of a hand-off, while strict users work. Requests may fail while something is down; no answer may
 * be wrong, and every account arrives by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KilledAtEveryStepIT {
  private static final int ACCOUNTS = 6;

  private RunningSystem system;
  private ManagedProcess users;
  private List<String> accounts;
  private int next;

  enum Victim {
    MOVING_PROXY,
    SOURCE,
    TARGET,
    CATALOG
  }

  record Scenario(Victim victim, String point) {
    @Override
    public String toString() {
      return victim + " at " + point;
    }
  }

  static Stream<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    for (Victim victim : Victim.values()) {
      for (HandOffStep step : HandOffStep.ofCopy()) {
        all.add(new Scenario(victim, step.label() + ".before"));
        all.add(new Scenario(victim, step.label() + ".after"));
      }
    }
    return all.stream();
  }

  @BeforeAll
  void start() throws IOException {
    system = new RunningSystem(2, List.of("--sync-points"));
    users = system.startUsers(ACCOUNTS, 300);
    accounts = system.accounts();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @Order(1)
  void theMoveEndsByItself(Scenario scenario) {
    String account = accounts.get(next++ % ACCOUNTS);
    String source = system.shardOf(account);
    String target = source.equals("legacy") ? "new" : "legacy";
    var moment = system.sync().arm(scenario.point() + " " + account);
    system.move(account, target);
    SyncControl.Reached reached = moment.join();
    String name =
        switch (scenario.victim()) {
          case MOVING_PROXY -> reached.proxy();
          case SOURCE -> source;
          case TARGET -> target;
          case CATALOG -> "catalog";
        };
    ManagedProcess victim = system.cluster().process(name);
    victim.kill();
    if (scenario.victim() != Victim.MOVING_PROXY) {
      system.sync().go(reached);
    }
    victim.restart();
    victim.awaitReady();
    system.awaitArrival(account, target);
  }

  @Test
  @Order(2)
  void nobodySawAnythingWrong() throws IOException {
    JsonNode report = system.stopUsers(users);
    assertThat(report.path("requests").asLong()).isGreaterThan(1_000);
    assertThat(report.path("violationList").toString()).isEqualTo("[]");
    assertThat(report.path("violations").asLong()).isZero();
    assertThat(report.path("undecided").asLong()).isZero();
    Map<String, Long> homes = new HashMap<>();
    accounts.forEach(account -> homes.merge(system.shardOf(account), 1L, Long::sum));
    system.awaitOneCopyOfEverything(homes);
  }

  @AfterAll
  void stop() {
    system.close();
  }
}
