package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.outlook.Standstill.Sight;
import dev.notely.proxy.store.MigrationCatalog.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each row takes away what the row before has named: the next cause comes to light. */
final class StandstillTest {
  private static final UUID ONE = new UUID(0, 1);
  private static final StoreLook GOOD = new StoreLook.Answers(Duration.ofMillis(3));
  private static final StoreLook SLOW = new StoreLook.Answers(Duration.ofMillis(900));
  private static final StoreLook AWAY = new StoreLook.Away("UNAVAILABLE");
  private static final Failure FAILS = new Failure(ONE, 12, "new refused: MISMATCH");

  private static String cause(
      StoreLook target,
      List<Failure> failures,
      long quarantined,
      long underWay,
      String refusal,
      long limit) {
    return Standstill.cause(
        new Sight(
            Map.of("new", target, "old", GOOD),
            failures,
            quarantined,
            underWay,
            0,
            refusal,
            Optional.of("limit recordsPerSecond"),
            limit,
            4));
  }

  @Test
  void theCauseThatExplainsTheOthersIsNamed() {
    assertThat(cause(AWAY, List.of(FAILS), 2, 0, "no", 10))
        .isEqualTo("the store new is away: UNAVAILABLE");
    assertThat(cause(SLOW, List.of(FAILS), 2, 0, "no", 10))
        .isEqualTo("account " + ONE + " has failed 12 times: new refused: MISMATCH");
    assertThat(cause(SLOW, List.of(), 2, 0, "no", 10))
        .isEqualTo("2 accounts are quarantined: mend and release them");
    assertThat(cause(SLOW, List.of(), 2, 1, "no", 10)).isEqualTo("no");
    assertThat(cause(SLOW, List.of(), 0, 1, "", 10))
        .isEqualTo("the store new is slow: it answered after 900 ms");
    assertThat(cause(GOOD, List.of(), 0, 1, "", 10))
        .isEqualTo("throttled by the limit of 10 records/s, for 4 accounts at once");
    assertThat(cause(GOOD, List.of(), 0, 1, "", 0))
        .isEqualTo("1 accounts are under way, and no proxy reports why none gets on");
    assertThat(cause(GOOD, List.of(), 0, 0, "", 10)).isEqualTo("0 accounts wait, and none begins");
  }

  @Test
  void usersForWhoseSakeMoversWaitAreNamedBeforeTheLimit() {
    Optional<String> users = Optional.of("users at store new: p95 4.1 ms, calm 1.2 ms");
    assertThat(
            Standstill.cause(new Sight(Map.of("new", GOOD), List.of(), 0, 1, 0, "", users, 10, 4)))
        .isEqualTo("throttled: users at store new: p95 4.1 ms, calm 1.2 ms");
  }

  @Test
  void othersThatFailAreCounted() {
    Failure once = new Failure(ONE, 1, "why");
    assertThat(cause(GOOD, List.of(once, FAILS), 0, 1, "", 0))
        .isEqualTo("account " + ONE + " has failed once: why; 1 other fails");
    assertThat(cause(GOOD, List.of(once, FAILS, FAILS), 0, 1, "", 0)).endsWith("; 2 others fail");
  }
}
