package dev.notely.system;

import dev.notely.proxy.migration.HandOffStep;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.system.SyncControl.Reached;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * stands before and another after each step of a lazy hand-off, which an explicit flag has begun.
 * Strict users work meanwhile; no answer may be wrong, and every account arrives by itself. What
 * {@link MigrationKilledAtEveryStepIT} does to moves by copy.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LazyKilledAtEveryStepIT {
  private static final List<String> POINTS =
      HandOffStep.ofLazy().stream()
          .map(HandOffStep::label)
          .flatMap(step -> List.of(step + ".before", step + ".after").stream())
          .toList();

  private RunningSystem system;
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
            2, List.of("--sync-points", "--default-strategy", "lazy", "--concurrent-moves", "32"));
    users = system.startUsers(POINTS.size(), 20);
    accounts = system.accounts();
  }

  @AfterAll
  void stop() {
    system.close();
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void everyMoveEndsByItself(Victim victim) {
    String former = home;
    home = former.equals("legacy") ? "new" : "legacy";
    List<CompletableFuture<Reached>> moments = new ArrayList<>();
    for (int i = 0; i < POINTS.size(); i++) {
      moments.add(system.sync().arm(POINTS.get(i) + " " + accounts.get(i)));
    }
    accounts.forEach(account -> system.move(account, home));
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
    accounts.forEach(account -> system.awaitArrival(account, home));
    system.awaitOneCopyOfEverything(Map.of(home, (long) accounts.size()));
  }

  @Test
  @Order(2)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users, 200);
    Map<String, Long> homes = new HashMap<>();
    accounts.forEach(account -> homes.merge(system.shardOf(account), 1L, Long::sum));
    system.awaitOneCopyOfEverything(homes);
  }
}
