package dev.notely.proxy.migration.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.notely.proxy.migration.throttle.Brake.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What users feel at a store holds back whoever moves there, and the account of it. */
final class ThrottleTest {
  private static final Set<String> STORES = Set.of("old", "new");
  private static final int WINDOWS_TO_RECOVER = (int) (1 / Restraint.SMALL_STEP);

  private Instant now = Instant.EPOCH;
  @AutoClose private final Throttle throttle = new Throttle(() -> now);

  private static Hold held(double share) {
    return new Hold(new Signal.Users("old"), share);
  }

  private void quarter(String store, int users, long micros) {
    for (int i = 0; i < users; i++) {
      throttle.felt(store, micros);
    }
    now = now.plusMillis(250);
    throttle.tick();
  }

  @Test
  void holdsBackWhereUsersFeelItAndNowhereElse() {
    quarter("old", 50, 1_000);
    assertThat(throttle.hold(Set.of("new"))).isEmpty();
    assertThat(throttle.hold(STORES)).as("at first").contains(held(Restraint.START));
    for (int i = 0; i < 16; i++) {
      quarter("old", 50, 1_000);
      var _ = throttle.hold(STORES);
    }
    assertThat(throttle.hold(STORES)).isEmpty();
    quarter("old", 50, 6_000);
    assertThat(throttle.free("old")).isOne();
    quarter("old", 50, 6_000);
    assertThat(throttle.free("old")).isEqualTo(0.5);
    assertThat(throttle.free("new")).isOne();
    assertThat(throttle.hold(STORES)).contains(held(0.5));
    assertThat(throttle.hold(Set.of("new", "other"))).isEmpty();
    for (int i = 0; i < WINDOWS_TO_RECOVER; i++) {
      quarter("old", 50, 1_000);
      var _ = throttle.hold(STORES);
    }
    assertThat(throttle.hold(STORES)).isEmpty();
  }

  @Test
  void fewUsersAreJudgedWhenEnoughOfThemWereSeen() {
    quarter("old", 50, 1_000);
    var _ = throttle.hold(STORES);
    for (int i = 0; i < 8; i++) {
      quarter("old", 5, 6_000);
    }
    assertThat(throttle.hold(STORES)).isPresent();
    for (int i = 0; i < 8; i++) {
      quarter("old", 0, 0);
    }
    assertThat(throttle.hold(STORES)).as("they have gone").isEmpty();
  }

  /** A store that answers nobody is not one that nobody asks. */
  @Test
  void usersWhoWaitStillAreFelt() {
    quarter("old", 50, 1_000);
    for (int i = 0; i < 16; i++) {
      quarter("old", 50, 1_000);
      var _ = throttle.hold(STORES);
    }
    assertThat(throttle.hold(STORES)).isEmpty();
    List<Integer> waiting = IntStream.range(0, 30).mapToObj(_ -> throttle.began("old")).toList();
    quarter("old", 0, 0);
    quarter("old", 0, 0);
    quarter("old", 0, 0);
    assertThat(throttle.hold(STORES)).contains(held(0.5));
    for (int i = 0; i < 10; i++) {
      quarter("old", 0, 0);
      var _ = throttle.hold(STORES);
    }
    assertThat(throttle.hold(STORES))
        .as("for as long as they wait")
        .contains(held(Restraint.LEAST));
    waiting.forEach(began -> throttle.ended("old", began));
    for (int i = 0; i < 8; i++) {
      quarter("old", 0, 0);
    }
    assertThat(throttle.hold(STORES)).as("nobody is there").isEmpty();
  }

  @Test
  void whoeverWasAnsweredWithinAQuarterWaitsNoMore() {
    for (int i = 0; i < 100; i++) {
      int began = throttle.began("old");
      quarter("old", 50, 1_000);
      throttle.ended("old", began);
      var _ = throttle.hold(STORES);
    }
    assertThat(throttle.hold(STORES)).isEmpty();
  }

  /** As two proxies tell one another, twice a second. */
  private void told(Throttle mover) {
    mover.usersElsewhere(throttle.movesElsewhere(mover.moving()));
  }

  /** Of a release that has no share of the users yet. */
  @Test
  void whoHasNoUsersGoesByThoseOfOtherProxies() {
    try (Throttle mover = new Throttle(() -> now)) {
      assertThat(mover.moving()).isEmpty();
      quarter("old", 50, 1_000);
      assertThat(mover.hold(STORES)).as("nobody has told it").isEmpty();
      assertThat(mover.moving()).isEqualTo(STORES);
      told(mover);
      assertThat(mover.hold(STORES)).as("at first").contains(held(Restraint.START));
      quarter("old", 50, 1_000);
      told(mover);
      assertThat(mover.hold(STORES)).contains(held(Restraint.START + Restraint.STEP));

      quarter("old", 50, 6_000);
      quarter("old", 50, 6_000);
      told(mover);
      double pressed = (Restraint.START + Restraint.STEP) / 2;
      assertThat(mover.hold(STORES)).contains(held(pressed));
      assertThat(mover.hold(Set.of("new"))).isEmpty();
      mover.waited(7, new Signal.Users("old"), Duration.ofMillis(100));
      assertThat(mover.times(7).now()).contains("users at store old: p95 6.0 ms, calm 1.0 ms");

      now = now.plusMillis(1_999);
      assertThat(mover.hold(STORES)).contains(held(pressed));
      now = now.plusMillis(1);
      assertThat(mover.hold(STORES)).as("nobody tells it any more").isEmpty();
    }
  }

  @Test
  void ownUsersSayWhatAllFeel() {
    try (Throttle mover = new Throttle(() -> now)) {
      for (int i = 0; i < 16; i++) {
        quarter("old", 50, i < 8 ? 6_000 : 12_000);
        IntStream.range(0, 50).forEach(_ -> mover.felt("old", 1_000));
        mover.tick();
        var _ = mover.hold(STORES);
        told(mover);
      }
      assertThat(throttle.movesElsewhere(Set.of("old")))
          .hasEntrySatisfying("old", felt -> assertThat(felt.share()).isLessThan(1));
      assertThat(mover.hold(STORES)).isEmpty();
    }
  }

  @Test
  void ofStoresWithoutUsersThereIsNothingToTell() {
    assertThat(throttle.movesElsewhere(Set.of("old", "unheard of"))).isEmpty();
    quarter("new", 50, 1_000);
    assertThat(throttle.movesElsewhere(STORES)).containsOnlyKeys("new");
    assertThat(throttle.moving()).as("those are not its own movers").isEmpty();
  }

  @Test
  void lowerLanesAreHeldBackFurther() {
    assertThat(Lane.values()).allMatch(lane -> lane.share(1) == 1);
    for (double free = Restraint.LEAST; free < 1; free += Restraint.STEP) {
      double given = free;
      assertThat(Lane.values())
          .extracting(lane -> lane.share(given))
          .as("copy, verification, dual writes, purge, touches, shadow reads")
          .containsExactly(given, given / 2, given / 2, given / 4, given / 4, given / 8);
    }
  }

  @Test
  void whatWasWaitedForInTheLastMinuteIsNamedWithItsShare() {
    quarter("old", 50, 1_000);
    var _ = throttle.hold(STORES);
    quarter("old", 50, 6_000);
    throttle.worked(7, Duration.ofMillis(100));
    throttle.waited(7, new Signal.Users("old"), Duration.ofMillis(300));
    throttle.waited(7, new Signal.Limit(), Duration.ofMillis(100));
    throttle.waited(8, new Signal.Limit(), Duration.ofMillis(100));

    ThrottleTimes times = throttle.times(7);
    assertThat(times.now()).contains("users at store old: p95 6.0 ms, calm 1.0 ms");
    assertThat(times.waits())
        .extracting(ThrottleTimes.Wait::signal, times::share)
        .containsExactly(tuple("limit recordsPerSecond", 0.2), tuple("users at store old", 0.6));

    now = now.plusSeconds(10);
    assertThat(throttle.times(7).now()).as("of late nothing waited").isEmpty();
    assertThat(throttle.times(7).waits()).hasSize(2);
    now = now.plusSeconds(60);
    assertThat(throttle.times(7)).isEqualTo(ThrottleTimes.NONE);
  }
}
