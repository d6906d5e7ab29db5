package dev.notely.proxy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.throttle.Brake;
import dev.notely.proxy.migration.throttle.Lane;
import dev.notely.proxy.migration.throttle.Signal;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.MoveQueue.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whom a mover waits for, how long, and what is written down of it. */
final class MovePermitTest {
  private static final Signal LIMIT = new Signal.Limit();
  private static final Signal USERS = new Signal.Users("old");

  private final StandingClock clock = new StandingClock();
  private final FakeBrake brake = new FakeBrake();
  private int movers = 1;

  /** Holds back as a test says. */
  private final class FakeBrake implements Brake {
    private double share = 1;
    private Instant until = Instant.MAX;
    private Set<String> asked = Set.of();
    private Duration worked = Duration.ZERO;
    private final Map<Signal, Duration> waited = new HashMap<>();
    private Runnable onWait = () -> {};

    @Override
    public Optional<Hold> hold(Set<String> stores) {
      asked = stores;
      return share < 1 && clock.now().isBefore(until)
          ? Optional.of(new Hold(USERS, share))
          : Optional.empty();
    }

    @Override
    public void worked(long migration, Duration time) {
      assertThat(migration).isEqualTo(7);
      worked = worked.plus(time);
    }

    @Override
    public void waited(long migration, Signal signal, Duration time) {
      waited.merge(signal, time, Duration::plus);
      onWait.run();
    }
  }

  private MovePermit permit(long recordsPerSecond) {
    Placement moving = new Placement(new UUID(0, 1), 2, "old", "new", Phase.MOVING, 0, 7);
    return MovePermit.of(new Work(moving, List.of(), recordsPerSecond), () -> movers, brake, clock);
  }

  private void work(MovePermit permit, int records, long millis) {
    clock.advance(Duration.ofMillis(millis));
    permit.spent(records);
    permit.rest();
  }

  @Test
  void withoutUsersAndBoundItNeverWaits() {
    MovePermit permit = permit(0);
    work(permit, 2_000, 20);
    work(permit, 2_000, 20);
    assertThat(clock.pauses).isZero();
    assertThat(brake.worked).isEqualTo(Duration.ofMillis(40));
    assertThat(brake.asked).containsExactlyInAnyOrder("old", "new");
  }

  @Test
  void worksForItsShareOfTheTime() {
    brake.share = 0.25;
    MovePermit permit = permit(0);
    work(permit, 2_000, 20);
    work(permit, 2_000, 40);
    assertThat(brake.waited).containsOnly(Map.entry(USERS, Duration.ofMillis(60 + 120)));
    assertThat(brake.worked).isEqualTo(Duration.ofMillis(60));
    assertThat(permit.waited()).isEqualTo(Duration.ofMillis(180));
  }

  @Test
  void waitsForWhatTheOthersDoMeanwhile() {
    brake.share = 0.25;
    movers = 4;
    MovePermit permit = permit(0);
    work(permit, 2_000, 20);
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofMillis(4 * 60));
    movers = 2; // two have ended
    work(permit, 2_000, 20);
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofMillis(4 * 60 + 2 * 60));
  }

  @Test
  void whoeverHasComeToTheEndRestsThoughItsLeaveIsGone() {
    brake.share = 0.25;
    MovePermit permit = permit(0);
    work(permit, 1, 20);
    permit.revoke();
    clock.advance(Duration.ofMillis(40));
    permit.recover();
    assertThat(brake.waited).containsOnly(Map.entry(USERS, Duration.ofMillis(60 + 120)));
    assertThat(brake.worked).isEqualTo(Duration.ofMillis(60));
  }

  @Test
  void whereNothingWasCopiedThereIsNothingToRestFor() {
    brake.share = 0.25;
    MovePermit permit = permit(0);
    clock.advance(Duration.ofMillis(40));
    permit.recover();
    assertThat(brake.asked).isEmpty();
    assertThat(brake.waited).isEmpty();
  }

  @Test
  void aSmallAccountDoesNotWaitForLong() {
    brake.share = 0.25;
    movers = 8;
    MovePermit permit = permit(0);
    work(permit, MovePermit.FEW, 20);
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofMillis(8 * 60));
    work(permit, 0, 9_000);
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofMillis(8 * 60 + 1_000));
    work(permit, 1, 100); // no small one any more
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofMillis(8 * 60 + 1_000 + 8 * 300));
  }

  @Test
  void lowerLanesWaitAsLongAsTheirShareAsksAlthoughTheyCopyNothing() {
    brake.share = 0.125;
    MovePermit permit = permit(0);
    clock.advance(Duration.ofMillis(200));
    permit.rest(Lane.VERIFICATION);
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whileCalmIsMeasuredASmallAccountStopsToo() {
    brake.share = 0;
    work(permit(0), 1, 20);
    assertThat(brake.waited.get(USERS)).isEqualTo(MovePermit.LONGEST);
  }

  @Test
  void shortWorkIsWaitedForTooToTheMicrosecond() {
    brake.share = 0.25;
    clock.advance(Duration.ofNanos(900_000));
    MovePermit permit = permit(0);
    clock.advance(Duration.ofNanos(900_000));
    permit.spent(10);
    permit.rest();
    assertThat(brake.waited.get(USERS)).isEqualTo(Duration.ofNanos(2_700_000));
  }

  @Test
  void goesOnAsSoonAsUsersAreGone() {
    brake.share = 0;
    brake.until = clock.now().plusMillis(250);
    work(permit(0), 2_000, 20);
    assertThat(brake.waited.get(USERS)).isBetween(Duration.ofMillis(230), Duration.ofMillis(330));
  }

  @Test
  void noWaitForUsersIsLongerThanItsBound() {
    brake.share = 0;
    work(permit(0), 2_000, 20);
    assertThat(brake.waited.get(USERS)).isEqualTo(MovePermit.LONGEST);
    brake.share = 1.0 / 64;
    work(permit(0), 2_000, 60_000);
    assertThat(brake.waited.get(USERS)).isEqualTo(MovePermit.LONGEST.multipliedBy(2));
  }

  @Test
  void theOperatorsBoundComesFirstAndCountsForUsersToo() {
    brake.share = 0.5;
    work(permit(10_000), 2_000, 150);
    assertThat(brake.waited).containsOnly(Map.entry(LIMIT, Duration.ofMillis(200)));
    brake.share = 0.25;
    work(permit(10_000), 2_000, 150);
    assertThat(brake.waited)
        .containsOnly(
            Map.entry(LIMIT, Duration.ofMillis(400)), Map.entry(USERS, Duration.ofMillis(250)));
  }

  @Test
  void anotherBoundCountsAtOnceAlsoForWhatIsWaitedFor() {
    MovePermit permit = permit(1);
    brake.onWait =
        () -> {
          if (brake.waited.getOrDefault(LIMIT, Duration.ZERO).compareTo(Duration.ofSeconds(3))
              >= 0) {
            permit.limit(500);
          }
        };
    work(permit, 2_000, 20);
    assertThat(brake.waited.get(LIMIT)).isEqualTo(Duration.ofSeconds(4));
    permit.limit(0);
    work(permit, 2_000, 20);
    assertThat(brake.waited.get(LIMIT)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void lowerLanesWaitLonger() {
    brake.share = 0.5;
    MovePermit permit = permit(0);
    List<Duration> waits = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      brake.waited.clear();
      clock.advance(Duration.ofMillis(40));
      permit.rest(lane);
      waits.add(brake.waited.getOrDefault(USERS, Duration.ZERO));
    }
    assertThat(waits)
        .containsExactly(
            Duration.ofMillis(40),
            Duration.ofMillis(120),
            Duration.ofMillis(120),
            Duration.ofMillis(280),
            Duration.ofMillis(280),
            Duration.ofMillis(600));
  }

  @Test
  void whoHurriesKeepsToTheOperatorsBoundOnly() {
    brake.share = 0.25;
    MovePermit permit = permit(10_000);
    clock.advance(Duration.ofMillis(40));
    permit.spent(1_000);
    permit.hurry();
    assertThat(brake.waited).containsOnly(Map.entry(LIMIT, Duration.ofMillis(100)));
    assertThat(brake.worked).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void aLeaveThatIsTakenBackEndsTheWait() {
    brake.share = 0;
    MovePermit users = permit(0);
    brake.onWait = users::revoke;
    assertThatThrownBy(() -> work(users, 2_000, 20)).isInstanceOf(MoveFailedException.class);
    MovePermit bound = permit(1);
    brake.onWait = bound::revoke;
    assertThatThrownBy(() -> work(bound, 2_000, 20)).isInstanceOf(MoveFailedException.class);
    assertThat(clock.pauses).isEqualTo(2);
  }
}
