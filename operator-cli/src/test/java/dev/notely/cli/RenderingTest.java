package dev.notely.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenderingTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STATUS =
      """
      {"id":7,"name":"legacy-to-new","state":"HELD","permitted":["release","rollback"],"wave":1,
       "waves":[{"name":"internal","accounts":10,"moved":10,"underWay":0,"quarantined":0,"records":100},
                {"name":"free","accounts":1990,"moved":490,"underWay":4,"quarantined":1,"records":40000}],
       "soakingWave":false,"accounts":{"MOVED":500,"WAITING":1500},"done":500,"total":2000,
       "records":40100,"rate":4800.4,"etaSeconds":130,"deadline":"2026-01-31T15:00:00.000Z",
       "deadlineWillBeMet":false,"pauseMs":{"p50":4.25,"p99":40,"max":61,"count":500},
       "lag":{"records":12,"millis":40,"healthy":false},"inconsistencies":2,
       "limits":{"concurrentAccounts":4,"recordsPerSecond":5000},"reason":"the gate did not hold",
       "evidence":{"errorRate":0.2},"actor":"gate","changedAt":"2026-01-31T12:00:00.000Z",
       "standstill":"an operator must release it","verification":"open"}\
      """;

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  @Test
  void aStatusSaysEverything() {
    assertThat(StatusText.lines(json(STATUS)))
        .containsExactly(
            "legacy-to-new (7) is HELD: the gate did not hold",
            "  since      2026-01-31T12:00:00.000Z, by gate",
            "  evidence   {\"errorRate\":0.2}",
            "  stands     an operator must release it",
            "  progress   [#####...............]  25 %, 500 of 2,000 accounts, 40,100 records,"
                + " 4,800/s, ends in 2 min 10 s",
            "  accounts   MOVED 500, WAITING 1,500",
            "  deadline   2026-01-31T15:00:00.000Z, WILL BE MISSED",
            "  pauses     p50 4.3 ms, p99 40 ms, max 61 ms of 500",
            "  lag        12 records, 40 ms, NOT HEALTHY",
            "  findings   2 inconsistencies, verification: open",
            "  limits     concurrentAccounts 4, recordsPerSecond 5000",
            "  wave                                    moved      under way  quarantined  records",
            "  internal  [####################] 100 %  10/10      0          0            100",
            "  free      [####................]  24 %  490/1,990  4          1            40,000",
            "  permitted  release, rollback");
  }

  @Test
  void aLazyOneSaysSo() {
    String said = "  strategy   lazy: each account is switched, then drained";
    String lazy = STATUS.replace("\"id\":7", "\"id\":7,\"strategy\":\"lazy\"");
    assertThat(StatusText.lines(json(lazy))).contains(said);
    assertThat(StatusText.lines(json(lazy.replace("lazy", "copy")))).doesNotContain(said);
    String onWrite =
        lazy.replace("\"limits\":{", "\"limits\":{\"drain\":false,")
            .replace("\"id\":7", "\"id\":7,\"overlay\":{\"sentence\":\"nobody touched 3\"}");
    assertThat(StatusText.lines(json(onWrite)))
        .contains(
            "  strategy   lazy: each account is switched, and a note moves when it is written",
            "  overlay    nobody touched 3");
  }

  @Test
  void whatThrottlesIsOneLine() {
    JsonNode throttle =
        json(
            """
            {"now":"users at store legacy: p95 4.1 ms, calm 1.2 ms",
             "lastMinute":[{"signal":"limit recordsPerSecond","share":0.104},
                           {"signal":"users at store legacy","share":0.42}],
             "proxies":3,"silentProxies":1}\
            """);
    assertThat(StatusText.throttle(throttle))
        .isEqualTo(
            "users at store legacy: p95 4.1 ms, calm 1.2 ms; of the last minute:"
                + " limit recordsPerSecond 10 %, users at store legacy 42 %;"
                + " 1 proxies did not answer");
    assertThat(StatusText.throttle(json("{\"now\":null,\"lastMinute\":[]}"))).isEmpty();
  }

  @Test
  void thePresentWaveMovesOrSoaksWhileTheMigrationRuns() {
    String running = STATUS.replace("HELD", "RUNNING");
    assertThat(StatusText.doing(json(running), 1)).isEqualTo("moves");
    assertThat(StatusText.doing(json(running), 0)).isEmpty();
    assertThat(StatusText.doing(json(running.replace("Wave\":false", "Wave\":true")), 1))
        .isEqualTo("soaks");
    assertThat(StatusText.doing(json(STATUS), 1)).isEmpty();
  }

  @Test
  void whatIsMissingIsLeftOut() {
    assertThat(StatusText.lines(json("{\"id\":7,\"name\":\"m\",\"state\":\"PLANNED\"}")))
        .hasSize(3)
        .first()
        .isEqualTo("m (7) is PLANNED");
    assertThat(StatusText.lines(json("{}"))).isNotEmpty();
    assertThat(ListText.moves(List.of(json("{}")))).hasSize(2);
    assertThat(ListText.events(List.of(json("{}")))).hasSize(2);
    assertThat(ListText.stores(List.of(json("{}")))).hasSize(2);
    assertThat(ListText.accounts(List.of())).containsExactly("none");
    assertThat(VerificationText.lines(json("{}"))).hasSize(1);
  }

  @Test
  void aWatchPrintsOnlyWhatIsNew() {
    JsonNode now = json(STATUS);
    assertThat(WatchText.lines(Optional.empty(), now)).isEqualTo(StatusText.lines(now));
    assertThat(WatchText.lines(Optional.of(now), now)).isEmpty();
    JsonNode further = json(STATUS.replace("\"done\":500", "\"done\":501"));
    assertThat(WatchText.lines(Optional.of(now), further))
        .singleElement()
        .asString()
        .contains("501 of 2,000", "pauses p50", "lag 12 records");
    JsonNode released = json(STATUS.replace("HELD", "RUNNING"));
    assertThat(WatchText.lines(Optional.of(further), released))
        .isEqualTo(StatusText.lines(released));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "-3, 0 s",
    "59.4, 59 s",
    "60, 1 min 0 s",
    "3599, 59 min 59 s",
    "7380, 2 h 3 min"
  })
  void durations(double seconds, String text) {
    assertThat(Figures.seconds(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "5368709120, 5.0 GiB"})
  void sizes(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, [####################] 100 %",
    "1999, 2000, [###################.]  99 %",
    "0, 5, [....................]   0 %",
    "7, 5, [####################] 100 %"
  })
  void bars(long done, long total, String text) {
    assertThat(Figures.bar(done, total)).isEqualTo(text);
  }
}
