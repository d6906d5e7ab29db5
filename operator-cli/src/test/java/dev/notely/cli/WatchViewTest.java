package dev.notely.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a watch draws, cell by cell, without a terminal. */
class WatchViewTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STATUS =
      """
      {"id":7,"name":"legacy-to-new","state":"HELD","permitted":["release","rollback"],"wave":1,
       "waves":[{"name":"internal","accounts":10,"moved":10,"underWay":0,"quarantined":0,"records":100},
                {"name":"free","accounts":1990,"moved":490,"underWay":4,"quarantined":1,"records":40000}],
       "soakingWave":false,"done":500,"total":2000,
       "records":40100,"rate":4800.4,"etaSeconds":130,"deadline":"2026-01-31T15:00:00.000Z",
       "deadlineWillBeMet":false,"pauseMs":{"p50":4.25,"p99":40,"max":61,"count":500},
       "lag":{"records":12,"millis":40,"healthy":false},"inconsistencies":2,
       "limits":{"concurrentAccounts":4},"reason":"the gate did not hold",
       "evidence":{"errorRate":0.2},"leader":"proxy-2",
       "standstill":"an operator must release it","verification":"OPEN"}\
      """;

  private static String drawn(WatchView view, int width, int height) {
    Buffer buffer = Buffer.empty(Rect.of(width, height));
    view.render(buffer.area(), buffer);
    return IntStream.range(0, height)
        .mapToObj(y ->
            IntStream.range(0, width)
                .mapToObj(x -> buffer.get(x, y).symbol())
                .collect(Collectors.joining())
                .stripTrailing())
        .collect(Collectors.joining("\n"))
        .stripTrailing();
  }

  private static JsonNode event(int id) {
    return JSON.readTree(
        """
        {"id":%d,"at":"2026-01-31T12:00:0%d.000Z","actor":"gate","account":null,"event":"GATE_FAILED",
         "from":"RUNNING","to":"HELD","reason":"error rate 0.2 is over 0.001"}\
        """
            .formatted(id, id));
  }

  private static WatchView view(String notice) {
    return new WatchView(
        JSON.readTree(STATUS),
        IntStream.rangeClosed(1, 5).mapToObj(WatchViewTest::event).toList(),
        notice);
  }

  @Test
  void onAnOrdinaryTerminal() {
    assertThat(drawn(view(""), 80, 24))
        .isEqualTo(
            """
            legacy-to-new (7) is HELD: the gate did not hold
            permitted  release, rollback
            evidence   {"errorRate":0.2}

            internal            ███████100 %███████ 10 of 10
            free                ████▋  24 %         490 of 1,990, 4 under way, 1 quarantined
            in all              ████▊  25 %         500 of 2,000

            records    40,100, 4,800/s
            forecast   ends in 2 min 10 s
            deadline   2026-01-31T15:00:00.000Z, WILL BE MISSED
            pauses     p50 4.3 ms, p99 40 ms, max 61 ms of 500
            lag        12 records, 40 ms, NOT HEALTHY
            findings   2 inconsistencies, verification: OPEN
            stands     an operator must release it
            limits     concurrentAccounts 4
            leader     proxy-2

            latest events
            12:00:01 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:02 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:03 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:04 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:05 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001\
            """);
  }

  @Test
  void onALargeTerminal() {
    assertThat(drawn(view("nobody answers; asking again"), 120, 40))
        .isEqualTo(
            """
            legacy-to-new (7) is HELD: the gate did not hold
            permitted  release, rollback
            evidence   {"errorRate":0.2}
            notice     nobody answers; asking again

            internal                      ██████████████████████100 %██████████████████████ 10 of 10
            free                          ████████████          24 %                        490 of 1,990, 4 under way, 1 quarantined
            in all                        ████████████▎         25 %                        500 of 2,000

            records    40,100, 4,800/s
            forecast   ends in 2 min 10 s
            deadline   2026-01-31T15:00:00.000Z, WILL BE MISSED
            pauses     p50 4.3 ms, p99 40 ms, max 61 ms of 500
            lag        12 records, 40 ms, NOT HEALTHY
            findings   2 inconsistencies, verification: OPEN
            stands     an operator must release it
            limits     concurrentAccounts 4
            leader     proxy-2

            latest events
            12:00:01 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:02 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:03 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:04 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001
            12:00:05 gate GATE_FAILED -> HELD: error rate 0.2 is over 0.001\
            """);
  }

  @Test
  void onANarrowTerminal() {
    assertThat(drawn(view(""), 40, 24))
        .isEqualTo(
            """
            legacy-to-new (7) is HELD: the gate did…
            permitted  release, rollback
            evidence   {"errorRate":0.2}
            internal: 10 of 10
            █████████████████100 %██████████████████
            free: 490 of 1,990, 4 under way, 1 quar…
            █████████▊        24 %
            in all: 500 of 2,000
            ██████████        25 %
            records    40,100, 4,800/s
            forecast   ends in 2 min 10 s
            deadline   2026-01-31T15:00:00.000Z,
                       WILL BE MISSED
            pauses     p50 4.3 ms, p99 40 ms, max 61
                       ms of 500
            lag        12 records, 40 ms, NOT
                       HEALTHY
            findings   2 inconsistencies,
                       verification: OPEN
            stands     an operator must release it
            limits     concurrentAccounts 4
            leader     proxy-2
            latest events
            12:00:05 gate GATE_FAILED -> HELD: erro…\
            """);
  }

  /** Twelve waves do not fit: those around the one that moves are shown. */
  @Test
  void onALowTerminal() {
    String waves =
        IntStream.range(0, 12)
            .mapToObj(i -> "{\"name\":\"w" + i + "\",\"accounts\":10,\"moved\":5}")
            .collect(Collectors.joining(","));
    JsonNode status =
        JSON.readTree(
            "{\"id\":1,\"name\":\"m\",\"state\":\"RUNNING\",\"wave\":9,\"done\":60,\"total\":120,\"waves\":["
                + waves
                + "]}");
    assertThat(drawn(new WatchView(status, List.of(event(1)), ""), 60, 10))
        .isEqualTo(
            """
            m (1) is RUNNING
            w7             █████████████50 %              5 of 10
            w8             █████████████50 %              5 of 10
            w9             █████████████50 %              5 of 10, moves
            w10            █████████████50 %              5 of 10
            w11            █████████████50 %              5 of 10
            7 more waves
            in all         █████████████50 %              60 of 120
            records    0, 0/s
            findings   0 inconsistencies\
            """);
  }

  @Test
  void nothingIsDrawnOutsideOfAnyTerminal() {
    for (int width = 0; width <= 130; width += width < 20 ? 1 : 11) {
      for (int height = 0; height <= 45; height += height < 12 ? 1 : 7) {
        drawn(view("away"), width, height);
        drawn(new WatchView(JSON.readTree("{}"), List.of(), ""), width, height);
      }
    }
  }
}
