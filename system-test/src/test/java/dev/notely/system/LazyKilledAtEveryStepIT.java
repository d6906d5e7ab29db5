package dev.notely.system;

import dev.notely.proxy.migration.HandOffStep;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.system.SyncControl.Reached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * kill -9 of the moving proxies, the catalog, the former and the new homes, while some account
 * stands before and another after each step of a lazy hand-off: of a migration with dual writes and
 * shadow reads, and of moves that an explicit flag has begun. Strict users work meanwhile; no
 * answer may be wrong, and every account arrives by itself. What {@link
 * MigrationKilledAtEveryStepIT} does to moves by copy.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LazyKilledAtEveryStepIT {
  private static final Set<HandOffStep> LAST = EnumSet.of(HandOffStep.RELEASE, HandOffStep.PURGE);
  private static final List<String> POINTS = points(HandOffStep.ofLazy());

  /** Until a migration keeps its accounts in two stores. */
  private static final List<String> KEPT = points(keeping());

  /** After it was told to finish. */
  private static final List<String> FINISHED = points(LAST);

  private static Set<HandOffStep> keeping() {
    Set<HandOffStep> steps = HandOffStep.ofLazy();
    steps.removeAll(LAST);
    steps.remove(HandOffStep.SETTLE); // its leader's step
    return steps;
  }

  private static List<String> points(Set<HandOffStep> steps) {
    return steps.stream()
        .map(HandOffStep::label)
        .flatMap(step -> List.of(step + ".before", step + ".after").stream())
        .toList();
  }

  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private List<String> accounts;
  private String home = "legacy";

  enum Victim {
    PROXIES,
    CATALOG,
    FORMER_HOME,
    NEW_HOME
  }

  @BeforeAll
  void start() throws IOException {
    system =
        new RunningSystem(
            2,
            List.of(
                "--sync-points",
                "--default-strategy",
                "lazy",
                "--concurrent-moves",
                "32",
                "--throttle=false"));
    operator = new Operator(system.gateway());
    users = system.startUsers(POINTS.size(), 20);
    accounts = system.accounts();
  }

  @AfterAll
  void stop() {
    system.close();
  }

  /** Each account at another point; kills the victim when all are there. */
  private final class Scene {
    private final Victim victim;
    private final String former;
    private final List<CompletableFuture<Reached>> moments = new ArrayList<>();

    Scene(Victim victim, String former, List<String> points) {
      this.victim = victim;
      this.former = former;
      for (int i = 0; i < points.size(); i++) {
        moments.add(system.sync().arm(points.get(i) + " " + accounts.get(i)));
      }
    }

    void kill() {
      List<Reached> reached = moments.stream().map(CompletableFuture::join).toList();
      List<String> killed =
          switch (victim) {
            case PROXIES -> reached.stream().map(Reached::proxy).distinct().toList();
            case CATALOG -> List.of("catalog");
            case FORMER_HOME -> List.of(former);
            case NEW_HOME -> List.of(home);
          };
      List<ManagedProcess> processes = killed.stream().map(system.cluster()::process).toList();
      processes.forEach(ManagedProcess::kill);
      if (victim != Victim.PROXIES) {
        reached.forEach(system.sync()::go);
      }
      processes.forEach(ManagedProcess::restart);
      processes.forEach(ManagedProcess::awaitReady);
    }
  }

  /** Where the accounts are now; from here on they go the other way. */
  private String turn() {
    String former = home;
    home = former.equals("legacy") ? "new" : "legacy";
    return former;
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void everyMigrationEndsByItself(Victim victim) {
    String former = turn();
    long id =
        operator.create(
            Map.of(
                "name",
                "lazy-" + victim.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                "from",
                List.of(former),
                "to",
                Map.of("stores", List.of(home)),
                "strategy",
                "lazy",
                "dualWrites",
                true,
                "shadowReads",
                0.5,
                "limits",
                Map.of("concurrentAccounts", 64),
                "gate",
                Map.of("soak", "0s", "maxErrorRate", 1, "maxLatencyRatio", 1_000)));
    Scene moving = new Scene(victim, former, KEPT);
    operator.done(id, "start");
    moving.kill();
    operator.awaitState(id, "SOAKING");
    operator.done(id, "verify");
    operator.awaitVerified(id);
    Scene finishing = new Scene(victim, former, FINISHED);
    operator.done(id, "finish");
    finishing.kill();
    operator.awaitState(id, "COMPLETED");
    system.awaitOneCopyOfEverything(Map.of(home, (long) accounts.size()));
  }

  @Test
  @Order(2)
  void everyMoveOfAnExplicitFlagEndsByItself() {
    String former = turn();
    Scene moving = new Scene(Victim.PROXIES, former, POINTS);
    accounts.forEach(account -> system.move(account, home));
    moving.kill();
    accounts.forEach(account -> system.awaitArrival(account, home));
    system.awaitOneCopyOfEverything(Map.of(home, (long) accounts.size()));
  }

  @Test
  @Order(3)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
    Map<String, Long> homes = new HashMap<>();
    accounts.forEach(account -> homes.merge(system.shardOf(account), 1L, Long::sum));
    system.awaitOneCopyOfEverything(homes);
  }
}
