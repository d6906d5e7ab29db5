package dev.notely.proxy.migration.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** How movers hold back as users feel them. */
final class RestraintTest {
  private static final Felt CALM = new Felt(100, 2_000);
  private static final Felt BAD = new Felt(100, 9_000);
  private static final Felt NOBODY = new Felt(0, 0);
  private static final int WINDOWS_TO_RECOVER = (int) (1 / Restraint.SMALL_STEP);

  private static Restraint after(Restraint from, Felt felt, boolean moving, int windows) {
    Restraint restraint = from;
    for (int i = 0; i < windows; i++) {
      restraint = restraint.next(felt, moving);
    }
    return restraint;
  }

  private static Restraint calm() {
    return after(Restraint.NONE, CALM, false, 4);
  }

  /** It moves with all it has, and nobody feels it. */
  private static Restraint moving() {
    Restraint moving = after(calm(), CALM, true, (int) (1 / Restraint.STEP));
    assertThat(moving.allowed()).isOne();
    return moving;
  }

  /** Felt twice in a row, for the first time. */
  private static Restraint pressed() {
    return after(moving(), BAD, true, 2);
  }

  @Test
  void beginsWithLittleWhereThereAreUsers() {
    assertThat(calm().free()).as("for what does not move").isOne();
    assertThat(calm().allowed()).isEqualTo(Restraint.START);
    assertThat(calm().next(CALM, true).allowed()).isEqualTo(Restraint.START + Restraint.STEP);
    Restraint alone = after(moving(), NOBODY, true, 1);
    assertThat(alone.next(CALM, true).allowed()).isEqualTo(Restraint.START + Restraint.STEP);
    assertThat(Restraint.NONE.next(NOBODY, true).allowed()).isOne();
  }

  @Test
  void nearWhatUsersFeltItGoesOnInSmallSteps() {
    Restraint held = pressed(); // at the half; what was felt was all
    Restraint below = after(held, CALM, true, 4);
    assertThat(below.allowed()).isEqualTo(0.75);
    assertThat(below.next(CALM, true).allowed()).isEqualTo(0.75 + Restraint.SMALL_STEP);
    Restraint forgotten = after(below, CALM, false, 1);
    assertThat(after(forgotten, CALM, true, (int) (1 / Restraint.STEP)).allowed()).isOne();
  }

  @Test
  void halvesWhenUsersFeelItAndGrowsStepByStepWhenTheyDoNot() {
    assertThat(pressed().allowed()).isEqualTo(0.5);
    Restraint again = pressed().next(BAD, true);
    assertThat(again.allowed()).isEqualTo(0.25);
    assertThat(again.next(CALM, true).allowed()).isEqualTo(0.25 + Restraint.STEP);
    assertThat(again.sentence("old")).isEqualTo("users at store old: p95 9.0 ms, calm 2.0 ms");
  }

  @Test
  void onceIsChance() {
    Restraint once = moving().next(BAD, true);
    assertThat(once.allowed()).isOne();
    assertThat(once.next(CALM, true).next(BAD, true).allowed()).isOne();
    Restraint slowed = pressed().next(CALM, true);
    assertThat(slowed.next(BAD, true).allowed()).isEqualTo(slowed.allowed());
  }

  /** As it is when something moves with all it has among such users. */
  private static Restraint movingAmong(long calmMicros) {
    Felt calm = new Felt(100, calmMicros);
    return after(after(Restraint.NONE, calm, false, 1), calm, true, (int) (1 / Restraint.STEP));
  }

  @Test
  void aLittleMoreThanCalmIsBorne() {
    Restraint fast = movingAmong(300);
    Felt borne = new Felt(100, 1_250);
    assertThat(after(fast, borne, true, 9).allowed()).as("less than 1 ms more").isOne();
    assertThat(after(fast, new Felt(100, 1_350), true, 2).allowed()).isEqualTo(0.5);
    Restraint slow = movingAmong(20_000);
    borne = new Felt(100, 23_900);
    assertThat(after(slow, borne, true, 9).allowed()).as("less than a fifth").isOne();
    assertThat(after(slow, new Felt(100, 24_100), true, 2).allowed()).isEqualTo(0.5);
  }

  @Test
  void withoutUsersItIsAtFullSpeedAtOnce() {
    Restraint held = after(moving(), BAD, true, 8);
    assertThat(held.allowed()).isEqualTo(Restraint.LEAST);
    assertThat(held.next(NOBODY, true).allowed()).isOne();
    assertThat(held.next(new Felt(Restraint.USERS - 1, 900_000), true).allowed()).isOne();
  }

  @Test
  void whatIsCalmDoesNotFollowThePressure() {
    Restraint held = calm();
    double worked = 0;
    Felt next = CALM;
    for (int i = 0; i < 10_000; i++) {
      held = held.next(next, true);
      // What was sent while something moved is answered late, in the window after.
      next = held.measuring() % Restraint.MEASURED == 0 ? BAD : CALM;
      worked += held.allowed();
      assertThat(held.measuring() > 0 || held.boundMicros() == calm().boundMicros()).isTrue();
    }
    assertThat(worked).as("it goes on all the same").isGreaterThan(10_000 * Restraint.LEAST / 2);
    Restraint creeping = calm();
    for (int i = 0; i < 10_000; i++) {
      // Always what is just borne.
      creeping = creeping.next(new Felt(100, creeping.boundMicros()), true);
    }
    assertThat(creeping.boundMicros()).isEqualTo(calm().boundMicros());
  }

  @Test
  void whatUsersFeelWithoutMoversTooHoldsNobodyBackForLong() {
    Restraint least = calm();
    while (least.share() > Restraint.LEAST) {
      least = least.next(BAD, true);
    }
    Restraint asked = after(least, BAD, true, Restraint.PATIENCE + 1);
    assertThat(asked.allowed()).as("the movers stop, to see").isZero();
    Restraint known = after(asked, BAD, true, Restraint.MEASURED);
    assertThat(known.calmMicros()).isEqualTo(BAD.p95Micros());
    assertThat(known.allowed()).isEqualTo(Restraint.LEAST);
    assertThat(after(known, BAD, true, WINDOWS_TO_RECOVER).allowed()).isOne();
  }

  @Test
  void usersWhoBecomeFasterRaiseTheClaim() {
    Restraint faster = after(calm(), new Felt(100, 500), true, 200);
    assertThat(faster.calmMicros()).isLessThan(600);
    assertThat(after(faster, new Felt(100, 2_000), true, 2).allowed()).isEqualTo(0.5);
  }

  @Test
  void processesThatHaveJustBegunAreNotTakenForCalm() {
    Restraint begun = Restraint.NONE.next(new Felt(100, 1_000_000), false);
    Restraint warm = after(begun, CALM, false, 8);
    assertThat(warm.calmMicros()).isLessThan(110_000);
  }

  @Test
  void afterMovingItLearnsAnewWhatIsCalm() {
    Restraint busier = after(calm(), new Felt(100, 8_000), false, 200);
    assertThat(after(busier, new Felt(100, 8_500), true, (int) (1 / Restraint.STEP)).allowed())
        .isOne();
  }

  @Test
  void usersWhoComeLaterAreMeasuredWhileNothingMoves() {
    Restraint unknown = Restraint.NONE.next(NOBODY, true);
    assertThat(unknown.allowed()).isOne();
    Restraint first = unknown.next(BAD, true);
    assertThat(first.allowed()).isZero();
    assertThat(first.sentence("new"))
        .isEqualTo("users at store new: p95 9.0 ms, measuring what is calm");
    Restraint second = first.next(BAD, true); // what was sent before may still be in it
    assertThat(second.allowed()).isZero();
    Restraint known = second.next(new Felt(100, 1_000), true).next(new Felt(100, 3_000), true);
    assertThat(known.allowed()).isEqualTo(Restraint.START);
    assertThat(known.calmMicros()).isEqualTo(2_000);
  }

  @Test
  void neverBelowTheLeastNorStoppedForLongAndRecoversInSteps() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Restraint restraint = Restraint.NONE;
      int stopped = 0;
      for (int i = 0; i < 300; i++) {
        boolean moving = random.nextInt(5) > 0;
        Felt felt = new Felt(random.nextInt(60), random.nextInt(20_000));
        restraint = restraint.next(felt, moving);
        stopped = restraint.allowed() == 0 ? stopped + 1 : 0;
        assertThat(stopped).isLessThanOrEqualTo(Restraint.MEASURED);
        assertThat(restraint.share()).isBetween(Restraint.LEAST, 1.0);
        assertThat(restraint.calmMicros()).isLessThanOrEqualTo(restraint.restingMicros());
        assertThat(restraint.restingMicros()).isLessThan(20_000);
      }
      restraint = after(restraint, CALM, true, Restraint.MEASURED + 1);
      Felt atEase = new Felt(100, Math.max(1, restraint.calmMicros()));
      assertThat(after(restraint, atEase, true, WINDOWS_TO_RECOVER).allowed()).isOne();
    }
  }
}
