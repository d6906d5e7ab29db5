package dev.notely.proxy.migration.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.outlook.Alert.Kind;
import dev.notely.proxy.migration.outlook.AlertBook.Telling;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlertBookTest {
  private static final Instant START = Reports.BEGAN;

  private final AlertBook book = new AlertBook(7);

  private Telling look(long second, Map<Kind, String> matters) {
    return book.look("move", matters, Matters.VISIBLE, START.plusSeconds(second));
  }

  @Test
  void anAlertIsNewsOnceAndRemindedOfOnceAMinute() {
    assertThat(look(0, Map.of(Kind.STALLED, "a")).news())
        .containsExactly(new Alert("move", 7, Kind.STALLED, START, Optional.empty(), "a"));
    assertThat(look(59, Map.of(Kind.STALLED, "b"))).isEqualTo(new Telling(List.of(), List.of()));
    assertThat(look(60, Map.of(Kind.STALLED, "c")).reminders())
        .extracting(Alert::sentence)
        .containsExactly("c");
    assertThat(look(61, Map.of(Kind.STALLED, "c")).reminders()).isEmpty();
  }

  @Test
  void itsEndIsNewsToo() {
    look(0, Map.of(Kind.STALLED, "a", Kind.HELD, "h"));
    assertThat(look(5, Map.of(Kind.HELD, "h")).news())
        .containsExactly(
            new Alert("move", 7, Kind.STALLED, START, Optional.of(START.plusSeconds(5)), "a"));
    assertThat(book.open()).extracting(Alert::kind).containsExactly(Kind.HELD);
    assertThat(look(6, Map.of(Kind.STALLED, "a", Kind.HELD, "h")).news())
        .extracting(Alert::since)
        .containsExactly(START.plusSeconds(6));
  }

  @Test
  void whatAnotherLeaderRaisedIsSaidAgainOrEnded() {
    Alert stalled = new Alert("move", 7, Kind.STALLED, START, Optional.empty(), "a");
    Alert held = new Alert("move", 7, Kind.HELD, START, Optional.empty(), "h");
    book.inherit(List.of(stalled, held));
    assertThat(look(9, Map.of(Kind.HELD, "h")).news())
        .containsExactlyInAnyOrder(
            new Alert("move", 7, Kind.STALLED, START, Optional.of(START.plusSeconds(9)), "a"),
            held);
  }

  @Test
  void whatALookCannotSeeHasNotEnded() {
    book.look("move", Map.of(Kind.CATALOG_AWAY, "c"), List.of(Kind.CATALOG_AWAY), START);
    assertThat(look(1, Map.of()).news()).isEmpty();
    assertThat(book.open()).hasSize(1);
  }

  private static Map<Kind, String> matters(Reports reports, String stalled, Instant now) {
    Report report = reports.with(AccountState.WAITING, 3).report();
    Forecast forecast =
        new Outlook(
                report,
                SpecParser.parse(
                    "{\"name\":\"move\",\"from\":[\"old\"],\"to\":{\"stores\":[\"new\"]},\"deadline\":\"1m\"}"),
                Rate.UNKNOWN,
                stalled,
                now)
            .forecast();
    return Matters.of(report.migration(), forecast, stalled, Duration.ofSeconds(60), now);
  }

  @Test
  void standstillAndDeadlineAndHoldMatterUntilItIsOver() {
    assertThat(matters(new Reports(), "", START)).isEmpty();
    assertThat(matters(new Reports(), "why", START)).isEqualTo(Map.of(Kind.STALLED, "why"));
    assertThat(matters(new Reports(), "", START.plusSeconds(61))).containsOnlyKeys(Kind.OVERDUE);
    assertThat(matters(new Reports().in(State.PAUSED), "", START.plusSeconds(59))).isEmpty();
    assertThat(matters(new Reports().in(State.PAUSED), "", START.plusSeconds(61)))
        .containsOnlyKeys(Kind.OVERDUE);
    assertThat(matters(new Reports().in(State.HELD), "", START.plusSeconds(59))).isEmpty();
    assertThat(matters(new Reports().in(State.HELD), "", START.plusSeconds(60)))
        .isEqualTo(Map.of(Kind.HELD, "waits for release or rollback: why"));
    assertThat(matters(new Reports().in(State.COMPLETED), "why", START.plusSeconds(999))).isEmpty();
  }

  @Test
  void aReportCarriesItToTheNextLeader() {
    Progress progress =
        new Progress(
            1.5,
            0.2,
            3,
            4,
            5,
            "why",
            true,
            new Overlay(2, 30, 1.5, 100, 20),
            List.of(new Progress.Open(Kind.HELD, START, "h")));
    assertThat(Progress.of(progress.json())).isEqualTo(progress);
    assertThat(Progress.of("").alerts()).isEmpty();
    assertThat(Progress.of("").overlay()).isEqualTo(Overlay.NONE);
    assertThat(Progress.of("{\"alerts\":[{\"kind\":\"NEWER\",\"since\":\"x\"}]}").alerts())
        .isEmpty();
  }
}
