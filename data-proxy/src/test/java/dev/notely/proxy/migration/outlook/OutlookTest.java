package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OutlookTest {
  private static final Rate TWO = new Rate(2, 0.25);
  private static final Instant NOW = Reports.BEGAN.plus(Duration.ofMinutes(5));

  private static MigrationSpec spec(String more) {
    return SpecParser.parse(
        "{\"name\":\"move\",\"from\":[\"old\"],\"to\":{\"stores\":[\"new\"]},\"gate\":{\"soak\":\"30s\"}"
            + more
            + "}");
  }

  private static final MigrationSpec PLAIN = spec(",\"deadline\":\"PT1H\"");
  private static final MigrationSpec KEEPING =
      spec(",\"deadline\":\"PT1H\",\"keepReverse\":\"10m\"");

  private static Reports reports() {
    return new Reports()
        .with(AccountState.WAITING, 2_396)
        .with(AccountState.COPYING, 4)
        .with(AccountState.REVERSE_SYNCED, 100, 1_000);
  }

  private static Forecast forecast(Reports reports, MigrationSpec spec, Rate rate) {
    return new Outlook(reports.report(), spec, rate, "", NOW).forecast();
  }

  @Test
  void whatIsLeftAndTheSoaksOfAllWavesMakeTheEnd() {
    // 2,400 accounts at 2/s are 20 min; two waves soak for 30 s each.
    Forecast forecast = forecast(reports(), PLAIN, TWO);
    assertThat(forecast.endsAt()).contains(NOW.plusSeconds(1_200 + 60));
    assertThat(forecast.plusMinus()).isEqualTo(Duration.ofMinutes(5));
    assertThat(forecast.sentence()).isEqualTo("will have moved all 14:26 ± 5 min, deadline 15:00");
    assertThat(forecast.deadlineWillBeMet()).contains(true);
  }

  @Test
  void theTimeForWhichSourcesAreKeptIsPartOfTheEnd() {
    Forecast forecast = forecast(reports(), KEEPING, TWO);
    assertThat(forecast.sentence()).isEqualTo("will end 14:36 ± 5 min, deadline 15:00");
  }

  @Test
  void aWaveThatSoaksHasSoakedForAWhileAlready() {
    Forecast forecast = forecast(reports().soaks().since(NOW.minusSeconds(10)), PLAIN, TWO);
    assertThat(forecast.endsAt()).contains(NOW.plusSeconds(1_200 + 30 + 20));
    assertThat(forecast(reports().soaks().wave(1).since(NOW.minusSeconds(99)), PLAIN, TWO).endsAt())
        .contains(NOW.plusSeconds(1_200));
  }

  @Test
  void aLimitHoldsBeforeItCanBeMeasured() {
    // Ten records an account: 5 records/s are an account in 2 s.
    Forecast forecast = forecast(reports().limit(5), PLAIN, TWO);
    assertThat(forecast.endsAt()).contains(NOW.plusSeconds(4_800 + 60));
    assertThat(forecast.deadlineWillBeMet()).contains(false);
    assertThat(forecast(reports().limit(5_000), PLAIN, TWO).endsAt())
        .contains(NOW.plusSeconds(1_260));
  }

  @Test
  void whatStandsStillHasNoEnd() {
    assertThat(forecast(reports().in(State.PAUSED), PLAIN, TWO))
        .satisfies(paused -> {
          assertThat(paused.endsAt()).isEmpty();
          assertThat(paused.deadlineWillBeMet()).isEmpty();
          assertThat(paused.sentence())
              .isEqualTo("paused; about 20 min of work are left, deadline 15:00");
        });
    assertThat(forecast(reports().in(State.HELD), PLAIN, Rate.UNKNOWN).sentence())
        .isEqualTo("held; 2400 accounts are left, deadline 15:00");
    assertThat(new Outlook(reports().report(), PLAIN, TWO, "new is away", NOW).forecast())
        .satisfies(stalled -> {
          assertThat(stalled.endsAt()).isEmpty();
          assertThat(stalled.sentence())
              .startsWith("no end can be told while it stands still; about 20 min");
        });
  }

  @Test
  void aPauseOnTheWayBackHasLeftWhatIsNotBack() {
    Reports back =
        new Reports()
            .with(AccountState.RETURNED, 50)
            .with(AccountState.REVERSE_SYNCED, 240)
            .resumesTo(State.ROLLING_BACK);
    assertThat(forecast(back.in(State.PAUSED), PLAIN, TWO).sentence())
        .startsWith("paused; about 2 min of work");
    assertThat(forecast(back.in(State.ROLLING_BACK), PLAIN, TWO).sentence())
        .isEqualTo("will be back 14:07:00 ± 30 s, deadline 15:00");
  }

  @Test
  void whatKeepsItsOverlayHasArrived() {
    Reports keeping =
        new Reports()
            .keepsOverlays()
            .with(AccountState.WAITING, 120)
            .with(AccountState.OVERLAID, 900);
    assertThat(Outlook.arrived(keeping.report())).isEqualTo(900);
    // 120 accounts at 2/s, and two soaks.
    assertThat(forecast(keeping, PLAIN, TWO).endsAt()).contains(NOW.plusSeconds(60 + 60));
    assertThat(Outlook.arrived(keeping.in(State.ROLLING_BACK).report())).isZero();
  }

  @Test
  void finishingWaitsForTheDrain() {
    String left =
        new Progress(0, 0, 0, 0, 0, "", false, new Overlay(2, 6_000, 100, 0, 0), List.of()).json();
    Reports soaking = new Reports().in(State.SOAKING).with(AccountState.OVERLAID, 2).reported(left);
    assertThat(forecast(soaking, KEEPING, Rate.UNKNOWN))
        .satisfies(draining -> {
          assertThat(draining.endsAt()).contains(NOW.plusSeconds(60));
          assertThat(draining.sentence())
              .isEqualTo("all are switched; will have drained all 14:06:00, deadline 15:00");
        });
    assertThat(forecast(soaking.keepsOverlays(), KEEPING, Rate.UNKNOWN))
        .satisfies(kept -> {
          assertThat(kept.endsAt()).isEmpty();
          assertThat(kept.sentence())
              .startsWith("all are switched; nobody touched 6000 notes of 2 accounts;");
        });
  }

  @Test
  void nothingMeasuredTellsNoEnd() {
    assertThat(forecast(reports(), PLAIN, Rate.UNKNOWN).sentence())
        .startsWith("no end can be told yet: none of 2400 accounts has arrived");
    assertThat(forecast(reports().in(State.PLANNED), PLAIN, Rate.UNKNOWN).sentence())
        .isEqualTo("has not started");
  }

  @Test
  void soakingEndsByItselfOrWaitsForFinish() {
    Reports soaking =
        new Reports().in(State.SOAKING).with(AccountState.REVERSE_SYNCED, 9).since(NOW);
    assertThat(forecast(soaking, PLAIN, TWO).sentence())
        .isEqualTo("all have moved; it waits for finish, deadline 15:00");
    assertThat(forecast(soaking, KEEPING, TWO).endsAt()).contains(NOW.plusSeconds(600));
    assertThat(forecast(soaking.since(NOW.minusSeconds(3_000)), KEEPING, TWO).endsAt())
        .contains(NOW);
  }

  @Test
  void finishingIsReckonedByWhatIsSettled() {
    Reports finishing =
        new Reports()
            .in(State.FINISHING)
            .with(AccountState.MOVED, 10)
            .with(AccountState.REVERSE_SYNCED, 20);
    assertThat(forecast(finishing, PLAIN, TWO).endsAt()).contains(NOW.plusSeconds(10));
  }

  @Test
  void aDeadlineCountsFromTheStartAndSaysThatItHasPassed() {
    Forecast late =
        new Outlook(reports().report(), spec(",\"deadline\":\"2m\""), TWO, "", NOW).forecast();
    assertThat(late.deadline()).contains(Reports.BEGAN.plusSeconds(120));
    assertThat(late.isOverdue(NOW)).isTrue();
    assertThat(late.sentence()).endsWith("deadline 14:02:00 has passed");
  }

  @Test
  void noEndLiesInThePastAndNoSpreadIsNegative() {
    Random random = new Random(7);
    List<State> states = List.copyOf(EnumSet.allOf(State.class));
    for (int i = 0; i < 2_000; i++) {
      State state = states.get(random.nextInt(states.size()));
      Reports reports =
          new Reports()
              .in(state)
              .wave(random.nextInt(2))
              .since(NOW.minusSeconds(random.nextInt(10_000)))
              .limit(random.nextInt(3));
      if (random.nextBoolean()) {
        reports.soaks();
      }
      for (AccountState account : AccountState.values()) {
        reports.with(account, random.nextInt(5), random.nextInt(50));
      }
      Forecast forecast =
          forecast(
              reports,
              random.nextBoolean() ? PLAIN : KEEPING,
              new Rate(random.nextInt(3), random.nextDouble()));
      assertThat(forecast.plusMinus().isNegative()).isFalse();
      forecast.endsAt().ifPresent(end -> assertThat(end).isAfterOrEqualTo(NOW));
    }
  }
}
