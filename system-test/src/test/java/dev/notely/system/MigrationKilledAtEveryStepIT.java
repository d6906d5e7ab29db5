package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proxy.migration.HandOffStep;
import dev.notely.proxy.migration.LeaderStep;
import dev.notely.supervisor.ManagedProcess;
import dev.notely.system.SyncControl.Reached;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
 * kill -9 of the proxies that move and lead, of the catalog, of the source and of the target, while
 * some account stands before and another after each step of each phase of a migration, and a leader
 * at each of its own, with dual writes and shadow reads. One kill meets all of them at once. Every
 * migration ends by itself, strict users see nothing wrong, no shadow read finds a difference, and
 * there is one copy of everything in the end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MigrationKilledAtEveryStepIT {
  private static final String SOURCE = "legacy";
  private static final String TARGET = "new";

  /** How long a process is stopped: longer than its leases last. */
  private static final long STOPPED_MS = 6_000;

  /** Who dies, and on which side of the leaders' steps. */
  enum Victim {
    PROXIES(".before "),
    CATALOG(".after "),
    SOURCE(".before "),
    TARGET(".after ");

    private final String side;

    Victim(String side) {
      this.side = side;
    }
  }

  /** A phase of a migration, with the steps that there are in it. */
  enum Phase {
    RUNNING,
    SOAKING,
    ROLLING_BACK,
    FINISHING;

    private Set<HandOffStep> ofAccounts() {
      return switch (this) {
        case RUNNING -> ofCopyTo(HandOffStep.CLOSE);
        case SOAKING -> EnumSet.noneOf(HandOffStep.class);
        // The copy is there already: nothing is scanned.
        case ROLLING_BACK -> without(HandOffStep.SCAN);
        case FINISHING -> EnumSet.of(HandOffStep.RELEASE, HandOffStep.PURGE);
      };
    }

    private static Set<HandOffStep> ofCopyTo(HandOffStep last) {
      Set<HandOffStep> steps = HandOffStep.ofCopy();
      steps.removeIf(step -> step.compareTo(last) > 0);
      return steps;
    }

    private static Set<HandOffStep> without(HandOffStep one) {
      Set<HandOffStep> steps = HandOffStep.ofCopy();
      steps.remove(one);
      return steps;
    }

    private Set<LeaderStep> ofLeaders() {
      return switch (this) {
        case RUNNING -> EnumSet.of(LeaderStep.ENROL, LeaderStep.GATE);
        case SOAKING ->
            EnumSet.of(LeaderStep.FOLLOW_BEGIN, LeaderStep.FOLLOW_COPY, LeaderStep.VERIFY);
        case ROLLING_BACK -> EnumSet.of(LeaderStep.TURN_BACK);
        case FINISHING -> EnumSet.of(LeaderStep.SETTLE);
      };
    }

    /** Before and after each step of an account. */
    List<String> points() {
      List<String> points = new ArrayList<>();
      for (HandOffStep step : ofAccounts()) {
        points.add(step.label() + ".before");
        points.add(step.label() + ".after");
      }
      return points;
    }

    private Set<String> steps() {
      Set<String> steps = new TreeSet<>();
      ofAccounts().forEach(step -> steps.add(step.label()));
      ofLeaders().forEach(step -> steps.add(leaders(step)));
      return steps;
    }
  }

  private static final int RETURNING = Phase.ROLLING_BACK.points().size();
  private static final int FINISHING = Phase.FINISHING.points().size();

  private final Set<String> covered = new TreeSet<>();
  private RunningSystem system;
  private Operator operator;
  private ManagedProcess users;
  private List<String> returning;
  private String verified;
  private List<String> finishing;
  private int next;

  @BeforeAll
  void start() throws IOException {
    system =
        new RunningSystem(
            2, List.of("--sync-points", "--concurrent-moves", "32", "--throttle=false"));
    operator = new Operator(system.gateway());
    users = system.startUsers(RETURNING + 1 + Victim.values().length * (FINISHING + 1), 20);
    List<String> accounts = system.accounts();
    returning = accounts.subList(0, RETURNING);
    verified = accounts.get(RETURNING);
    finishing = accounts.subList(RETURNING + 1, accounts.size());
  }

  @AfterAll
  void stop() {
    system.close();
  }

  private long planned(String name, List<String> accounts, String soak) {
    return operator.create(
        Map.of(
            "name",
            name,
            "from",
            List.of(SOURCE),
            "accounts",
            accounts,
            "to",
            Map.of("stores", List.of(TARGET)),
            "limits",
            Map.of("concurrentAccounts", 64),
            "dualWrites",
            true,
            "shadowReads",
            0.5,
            "gate",
            Map.of("soak", soak, "maxErrorRate", 1, "maxLatencyRatio", 1_000)));
  }

  /** Moments that proxies are to stand at, all of them, when a victim is killed. */
  private final class Scene {
    private final Victim victim;
    private final List<CompletableFuture<Reached>> moments = new ArrayList<>();
    private final Set<String> cells = new TreeSet<>();

    Scene(Victim victim) {
      this.victim = victim;
    }

    /** Each account at another point. */
    Scene at(Phase phase, List<String> accounts) {
      List<String> points = phase.points();
      for (int i = 0; i < points.size(); i++) {
        moments.add(system.sync().arm(points.get(i) + " " + accounts.get(i)));
      }
      phase.ofAccounts().forEach(step -> cells.add(cell(victim, phase, step.label())));
      return this;
    }

    /** Before or after the step, in turn. */
    Scene at(Phase phase, LeaderStep step, long migration) {
      moments.add(system.sync().arm(step.label() + victim.side + migration));
      cells.add(cell(victim, phase, leaders(step)));
      return this;
    }

    void kill() {
      List<Reached> reached = moments.stream().map(CompletableFuture::join).toList();
      switch (victim) {
        case PROXIES -> reached.stream().map(Reached::proxy).distinct().forEach(this::restarted);
        case CATALOG -> killed("catalog", reached);
        case SOURCE -> killed(SOURCE, reached);
        case TARGET -> killed(TARGET, reached);
      }
      covered.addAll(cells);
    }

    private void killed(String name, List<Reached> reached) {
      ManagedProcess process = system.cluster().process(name);
      process.kill();
      reached.forEach(system.sync()::go);
      process.restart();
      process.awaitReady();
    }

    private void restarted(String proxy) {
      ManagedProcess process = system.cluster().process(proxy);
      process.kill();
      process.restart();
      process.awaitReady();
    }
  }

  private static String leaders(LeaderStep step) {
    return "leader's " + step.label();
  }

  private static String cell(Victim victim, Phase phase, String step) {
    return phase + ", " + step + ": " + victim;
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void everyMigrationEndsByItself(Victim victim) {
    List<String> leaving = finishing.subList(next, next + FINISHING);
    String last = finishing.get(next + FINISHING);
    next += FINISHING + 1;
    String name = victim.name().toLowerCase(Locale.ROOT);
    long back = planned(name + "-back", returning, "0s");
    long seen = planned(name + "-seen", List.of(verified), "0s");
    long gone = planned(name + "-gone", leaving, "200ms");
    long left = planned(name + "-left", List.of(last), "0s");
    List<Long> all = List.of(back, seen, gone, left);

    Scene running =
        new Scene(victim)
            .at(Phase.RUNNING, returning)
            .at(Phase.RUNNING, LeaderStep.ENROL, seen)
            .at(Phase.RUNNING, LeaderStep.GATE, gone);
    all.forEach(id -> operator.done(id, "start"));
    running.kill();
    all.forEach(id -> operator.awaitState(id, "SOAKING"));

    Scene soaking =
        new Scene(victim)
            .at(Phase.SOAKING, LeaderStep.FOLLOW_BEGIN, back)
            .at(Phase.SOAKING, LeaderStep.FOLLOW_COPY, gone)
            .at(Phase.SOAKING, LeaderStep.VERIFY, seen);
    operator.done(seen, "verify");
    soaking.kill();
    operator.awaitVerified(seen);

    Scene ending =
        new Scene(victim)
            .at(Phase.ROLLING_BACK, returning)
            .at(Phase.ROLLING_BACK, LeaderStep.TURN_BACK, seen)
            .at(Phase.FINISHING, leaving)
            .at(Phase.FINISHING, LeaderStep.SETTLE, left);
    operator.insists(back, "rollback");
    operator.insists(seen, "rollback");
    operator.done(gone, "finish");
    operator.done(left, "finish");
    ending.kill();
    operator.awaitState(back, "ROLLED_BACK");
    operator.awaitState(seen, "ROLLED_BACK");
    operator.awaitState(gone, "COMPLETED");
    operator.awaitState(left, "COMPLETED");
    system.awaitOneCopyOfEverything(operator.accountsByStore());
  }

  @Test
  @Order(2)
  void everyStepOfEveryPhaseWasMetByEveryVictim() {
    Set<String> all = new TreeSet<>();
    for (Phase phase : Phase.values()) {
      for (String step : phase.steps()) {
        for (Victim victim : Victim.values()) {
          all.add(cell(victim, phase, step));
        }
      }
    }
    System.out.println("killed by kill -9, phase, step: victims");
    covered.stream()
        .collect(
            Collectors.groupingBy(
                cell -> cell.substring(0, cell.indexOf(": ")),
                TreeMap::new,
                Collectors.mapping(
                    cell -> cell.substring(cell.indexOf(": ") + 2), Collectors.joining(" "))))
        .forEach((step, victims) -> System.out.println(step + ": " + victims));
    assertThat(covered).isEqualTo(all);
  }

  /** It goes on as if nothing had been: what it had begun must harm nobody. */
  @Test
  @Order(3)
  void aLeaderThatComesBackFromTheDeadHarmsNobody() {
    long id = planned("zombie", returning, "0s");
    CompletableFuture<Reached> leads = system.sync().arm("enrol.after " + id);
    List<CompletableFuture<Reached>> commits =
        returning.stream().map(account -> system.sync().arm("commit.before " + account)).toList();
    operator.done(id, "start");
    commits.forEach(CompletableFuture::join);
    Reached leader = leads.join();
    String before = operator.status(id).path("leader").asString();
    assertThat(before).startsWith(leader.proxy());
    try (Stopped _ = new Stopped(system.cluster().process(leader.proxy()))) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOPPED_MS);
      // What the zombie is told it hears when it comes back: its commits come late.
      system.sync().go(leader);
      commits.forEach(commit -> system.sync().go(commit.join()));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> operator.status(id).path("leader").asString(),
              other -> !other.isEmpty() && !other.startsWith(leader.proxy()));
      sleepUntil(until);
    }
    operator.awaitState(id, "SOAKING");
    assertThat(operator.accounts(id))
        .allSatisfy(one -> assertThat(one.path("home").asString()).isEqualTo(TARGET));
  }

  /** Nobody leads any more, and nobody knows it. */
  @Test
  @Order(4)
  void leasesThatEndAreTakenAgain() {
    long id =
        operator.send("GET", "/migrations?limit=1", Map.of()).body().get(0).path("id").asLong();
    operator.insists(id, "rollback");
    try (Stopped _ = new Stopped(system.cluster().process("catalog"))) {
      sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOPPED_MS));
    }
    operator.awaitState(id, "ROLLED_BACK");
    system.awaitOneCopyOfEverything(operator.accountsByStore());
  }

  @Test
  @Order(5)
  void nobodySawAnythingWrong() throws IOException {
    system.assertNothingWrong(users);
  }

  private static void sleepUntil(long nanoTime) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
