package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.Progress;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.migration.plan.PlanDrift;
import dev.notely.proxy.migration.plan.PlanDrift.AccountDrift;
import dev.notely.proxy.migration.plan.PlanDrift.Change;
import dev.notely.proxy.migration.plan.PlanDrift.WaveDrift;
import dev.notely.proxy.migration.throttle.ThrottleTimes;
import dev.notely.proxy.migration.throttle.ThrottleTimes.Wait;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.FoundInconsistency;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class MigrationDocumentsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Reports.BEGAN.plusSeconds(60);

  @Test
  void everyCommandHasItsWordAndNoFindingHasOne() {
    assertThat(MigrationDocuments.permitted(EnumSet.allOf(Event.class)))
        .containsExactly(
            "start",
            "cancel",
            "pause",
            "resume",
            "release",
            "rollback",
            "finish",
            "limits",
            "repair",
            "verify");
    assertThat(MigrationDocuments.permitted(Set.of())).isEmpty();
  }

  @Test
  void theStatusTellsTheEnd() {
    Progress progress = new Progress(2, 0.5, 20, 0, 0, "", false, Overlay.NONE, List.of());
    JsonNode status =
        JSON.readTree(
            MigrationDocuments.status(
                new Reports().with(AccountState.WAITING, 120).reported(progress.json()).report(),
                NOW,
                ThrottleLook.Seen.NOTHING));
    // 60 s of work, and two soaks of 30 s
    assertThat(status.path("etaSeconds").asLong()).isEqualTo(120);
    assertThat(status.path("forecast").path("endsAt").asString()).isEqualTo("2026-03-01T14:03:00Z");
    assertThat(status.path("forecast").path("plusMinusSeconds").asLong()).isEqualTo(30);
    assertThat(status.path("forecast").path("sentence").asString())
        .isEqualTo("will have moved all 14:03:00 ± 30 s");
    assertThat(status.path("deadline").isNull()).isTrue();
    assertThat(status.path("strategy").asString()).isEqualTo("copy");
    assertThat(status.path("deadlineWillBeMet").isNull()).isTrue();
  }

  @Test
  void anOverlaidAccountIsUnderWay() {
    JsonNode status =
        JSON.readTree(
            MigrationDocuments.status(
                new Reports().with(AccountState.OVERLAID, 3).with(AccountState.WAITING, 2).report(),
                NOW,
                ThrottleLook.Seen.NOTHING));
    assertThat(status.at("/accounts/OVERLAID").asLong()).isEqualTo(3);
    assertThat(status.at("/waves/0/underWay").asLong()).isEqualTo(3);
    assertThat(status.path("done").asLong()).isZero();
  }

  @Test
  void anAccountThatKeepsItsOverlayHasMovedAndWhatItLeftIsTold() {
    String lazy =
        "{\"name\":\"m\",\"from\":[\"a\"],\"to\":{\"stores\":[\"b\"]},\"strategy\":\"lazy\",\"drain\":false}";
    Progress progress =
        new Progress(0, 0, 0, 0, 0, "", false, new Overlay(3, 300, 0.5, 1_000, 100), List.of());
    Reports reports =
        new Reports()
            .specified(lazy)
            .keepsOverlays()
            .in(State.SOAKING)
            .with(AccountState.OVERLAID, 3)
            .with(AccountState.REVERSE_SYNCED, 2);
    JsonNode uncounted =
        JSON.readTree(MigrationDocuments.status(reports.report(), NOW, ThrottleLook.Seen.NOTHING));
    assertThat(uncounted.at("/overlay/notes").isNull()).isTrue();
    assertThat(uncounted.at("/overlay/sentence").asString()).contains("not counted yet");
    JsonNode status =
        JSON.readTree(
            MigrationDocuments.status(
                reports.reported(progress.json()).report(), NOW, ThrottleLook.Seen.NOTHING));
    assertThat(status.path("done").asLong()).isEqualTo(5);
    assertThat(status.at("/waves/0/moved").asLong()).isEqualTo(5);
    assertThat(status.at("/waves/0/underWay").asLong()).isZero();
    assertThat(status.at("/limits/drain").booleanValue()).isFalse();
    assertThat(status.path("overlay"))
        .isEqualTo(
            JSON.readTree(
                """
                {"accounts": 3, "notes": 300, "movedPerSecond": 0.5, "drains": false, "drainSeconds": 1,
                 "sentence": "nobody touched 300 notes of 3 accounts; users touch 0.5 a second; finishing by drain would take about 1 s"}
                """));
    assertThat(status.at("/forecast/sentence").asString())
        .isEqualTo(
            "all are switched; nobody touched 300 notes of 3 accounts; users touch 0.5 a second;"
                + " finishing by drain would take about 1 s");
    assertThat(
            JSON.readTree(
                    MigrationDocuments.status(
                        new Reports().report(), NOW, ThrottleLook.Seen.NOTHING))
                .path("overlay")
                .isNull())
        .isTrue();
  }

  @Test
  void theLimitsAreThoseInForce() {
    JsonNode status =
        JSON.readTree(
            MigrationDocuments.status(
                new Reports().limit(50).shadowReads(0.2).report(), NOW, ThrottleLook.Seen.NOTHING));
    assertThat(status.path("limits").toString())
        .isEqualTo("{\"concurrentAccounts\":4,\"recordsPerSecond\":50,\"shadowReads\":0.2}");
  }

  @Test
  void theStatusNamesWhatThrottlesAndTheShareOfTimeThatEachSignalTook() {
    ThrottleTimes one =
        new ThrottleTimes(
            1_000,
            List.of(new Wait("users at store old", "users at store old: p95 4.1 ms", 2_000, 300)));
    ThrottleTimes other =
        new ThrottleTimes(
            1_000,
            List.of(new Wait("limit recordsPerSecond", "limit recordsPerSecond", 1_000, 200)));
    ThrottleLook.Seen seen = new ThrottleLook.Seen(one.plus(other), 3, 1);
    JsonNode throttle =
        JSON.readTree(MigrationDocuments.status(new Reports().report(), NOW, seen))
            .path("throttle");
    assertThat(throttle)
        .isEqualTo(
            JSON.readTree(
                """
                {"now": "users at store old: p95 4.1 ms",
                 "lastMinute": [{"signal": "limit recordsPerSecond", "share": 0.2},
                                {"signal": "users at store old", "share": 0.4}],
                 "proxies": 3, "silentProxies": 1}
                """));
  }

  @Test
  void whatUsersReportedNamesNeitherAMigrationNorATraceWhereThereIsNone() {
    FoundInconsistency known =
        new FoundInconsistency(
            2, 0, 7, new UUID(0, 1), Optional.of(new UUID(0, 2)), "b", "a", "abc");
    FoundInconsistency strange =
        new FoundInconsistency(1, 0, 0, new UUID(0, 1), Optional.empty(), "", "", "");
    assertThat(JSON.readTree(MigrationDocuments.inconsistencies(List.of(known, strange))))
        .isEqualTo(
            JSON.readTree(
                """
                [{"id": 2, "at": "1970-01-01T00:00:00Z", "migration": 7,
                  "account": "00000000-0000-0000-0000-000000000001",
                  "note": "00000000-0000-0000-0000-000000000002",
                  "expected": "b", "actual": "a", "traceId": "abc"},
                 {"id": 1, "at": "1970-01-01T00:00:00Z", "migration": null,
                  "account": "00000000-0000-0000-0000-000000000001",
                  "note": null, "expected": "", "actual": "", "traceId": null}]
                """));
  }

  @Test
  void theAnswerOfAStartSaysWhatHasChanged() {
    PlanDrift drift =
        new PlanDrift(
            List.of(new WaveDrift("first", 1, 0, 0)),
            List.of(new AccountDrift(new UUID(0, 1), Change.CAME)),
            List.of(),
            "one came");
    JsonNode changed =
        JSON.readTree(
                MigrationDocuments.started(
                    new Reports().report(), NOW, ThrottleLook.Seen.NOTHING, Optional.of(drift)))
            .path("planChanged");
    assertThat(changed.propertyNames()).containsExactly("perWave", "named", "stores", "sentence");
    JsonNode unchanged =
        JSON.readTree(
            MigrationDocuments.started(
                new Reports().report(), NOW, ThrottleLook.Seen.NOTHING, Optional.empty()));
    assertThat(unchanged.path("planChanged").isNull()).isTrue();
  }
}
