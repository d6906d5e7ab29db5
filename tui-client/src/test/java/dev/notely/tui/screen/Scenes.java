package dev.notely.tui.screen;

import com.google.protobuf.ByteString;
import dev.notely.proto.telemetry.v1.Account;
import dev.notely.proto.telemetry.v1.Deployment;
import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.Latency;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proto.telemetry.v1.Proxy;
import dev.notely.proto.telemetry.v1.ReleaseShare;
import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proto.telemetry.v1.StoreOperation;
import dev.notely.proto.telemetry.v1.TelemetryUpdate;
import dev.notely.tui.stream.Applied;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.TelemetryView;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import dev.tamboui.tui.event.ResizeEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** A system as it might be at noon, and screens of it. */
final class Scenes {
  /** Noon of 31 January 2026, UTC. */
  static final long NOON = 1_769_860_800_000L;

  static final long MOVING = 7;
  static final long HELD = 9;

  private Scenes() {}

  static final String RUNNING_STATUS =
      """
      {"id":7,"name":"legacy-to-new","state":"RUNNING","strategy":"copy",
       "permitted":["pause","rollback","limits","verify"],"wave":1,"soakingWave":false,
       "waves":[{"name":"internal","accounts":10,"moved":10,"underWay":0,"quarantined":0,"records":100},
                {"name":"free 10 %","accounts":200,"moved":90,"underWay":4,"quarantined":1,"records":40000},
                {"name":"free","accounts":1700,"moved":0,"underWay":0,"quarantined":0,"records":0},
                {"name":"enterprise","accounts":90,"moved":0,"underWay":0,"quarantined":0,"records":0}],
       "done":100,"total":2000,"records":40100,"rate":4800.4,
       "forecast":{"endsAt":"2026-01-31T12:02:10.000Z","plusMinusSeconds":20,
                   "sentence":"will have moved all 12:02:10 ± 20 s"},
       "etaSeconds":130,"deadline":"2026-01-31T15:00:00.000Z","deadlineWillBeMet":true,
       "pauseMs":{"p50":4.25,"p99":40,"max":61,"count":100},
       "lag":{"records":12,"millis":40,"healthy":true},"inconsistencies":0,
       "limits":{"concurrentAccounts":4,"recordsPerSecond":5000,"shadowReads":0.05},
       "throttle":{"now":"users at store legacy: p95 4.1 ms, calm 2.0 ms",
                   "lastMinute":[{"signal":"users at store legacy","share":0.42}],
                   "proxies":2,"silentProxies":0},
       "reason":"","evidence":null,"leader":"proxy-2","standstill":null,"verification":"OPEN"}\
      """;

  static final String HELD_STATUS =
      """
      {"id":9,"name":"evacuate-shard-2","state":"HELD","strategy":"copy",
       "permitted":["release","rollback"],"wave":0,"soakingWave":true,
       "waves":[{"name":"all","accounts":400,"moved":400,"underWay":0,"quarantined":0,"records":9000}],
       "done":400,"total":400,"records":9000,"rate":0,"etaSeconds":null,
       "deadline":"2026-01-31T11:00:00.000Z","deadlineWillBeMet":false,
       "pauseMs":{"p50":3,"p99":9,"max":12,"count":400},
       "lag":{"records":900,"millis":8000,"healthy":false},"inconsistencies":2,
       "limits":{"concurrentAccounts":8,"recordsPerSecond":0,"shadowReads":0},
       "throttle":{"now":null,"lastMinute":[],"proxies":2,"silentProxies":0},
       "forecast":{"endsAt":null,"plusMinusSeconds":0,
                   "sentence":"held; no account is left to move, deadline 11:00 has passed"},
       "reason":"40 of 1400 requests failed (0.0286, allowed are 0.0010); the 90th percentile went from 4.2 ms to 31.5 ms (ratio 7.50, allowed is 1.50); 2 inconsistencies were reported (allowed are 0)",
       "evidence":{"requestsBefore":1200,"requests":1400,"errors":40,"errorRate":0.02857142857142857,
                   "maxErrorRate":0.001,"p90MicrosBefore":4200,"p90Micros":31500,"latencyRatio":7.5,
                   "maxLatencyRatio":1.5,"inconsistencies":2,"maxInconsistencies":0},
       "leader":"proxy-1","standstill":"store 'legacy' does not answer in time",
       "alerts":[{"kind":"OVERDUE","since":"2026-01-31T11:58:00Z",
                  "sentence":"HELD: held; no account is left to move, deadline 11:00 has passed"}],
       "verification":"FAILED"}\
      """;

  static ByteString id(int number) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16).putLong(0x0190_0000_0000_7000L).putLong(number).array());
  }

  static Latency ms(double p50, double p95, double p99) {
    return Latency.newBuilder()
        .setP50(Math.round(p50 * 1_000))
        .setP95(Math.round(p95 * 1_000))
        .setP99(Math.round(p99 * 1_000))
        .build();
  }

  /** A snapshot of the whole, so many seconds after noon. */
  static TelemetryUpdate.Builder snapshot(int second) {
    long requests = 1_200_000 + second * 210L;
    return TelemetryUpdate.newBuilder()
        .setFormat(1)
        .setStream("stream-1")
        .setVersion(1 + second)
        .setTimeMs(NOON + second * 1_000L)
        .setProxy("proxy-1")
        .addRoutes(
            route("GET", "/accounts/{id}/notes/{noteId}", 200, requests, 9_000, ms(1.2, 4, 9)))
        .addRoutes(route("POST", "/accounts/{id}/notes", 201, 300_000, 2_400, ms(2.4, 8, 14)))
        .addRoutes(
            route("PUT", "/accounts/{id}/notes/{noteId}", 200, 290_000, 2_300, ms(2.5, 8, 15)))
        .addRoutes(route("GET", "/accounts/{id}/notes", 200, 90_000, 700, ms(3.1, 9, 19.5)))
        .addRoutes(route("GET", "/accounts/{id}/notes/{noteId}", 404, 8_000, 60, ms(1, 3, 6)))
        .addRoutes(route("GET", "/stores", 200, 4_000, 30, ms(6, 11, 20)))
        .addOperations(operation("legacy", "get", "ok", 700_000, 6_000, ms(0.4, 1, 2)))
        .addOperations(operation("new", "get", "ok", 400_000, 3_000, ms(0.3, 0.9, 1.8)))
        .addOperations(operation("legacy", "create", "ok", 200_000, 1_500, ms(1.4, 3, 6)))
        .addOperations(operation("legacy", "update", "STALE_EPOCH", 310, 4, ms(0.5, 1, 1)))
        .addProxies(proxy(1, "1.0.0", 90, true))
        .addProxies(proxy(2, "1.0.0", 90, false))
        .addProxies(proxy(3, "1.1.0", 10, false))
        .addGateways(
            Gateway.newBuilder()
                .setName("gateway")
                .setUptimeMs(3_600_000)
                .setMemoryBytes(180_000_000)
                .setUnderWay(12)
                .setAdmittedLimit(220)
                .setShedTotal(0))
        .addStores(store("legacy", "legacy", 61_000, 1_900, 0))
        .addStores(store("new", "clustered", 4_100, 101, 90))
        .addAllAccounts(IntStream.rangeClosed(1, 40).mapToObj(Scenes::account).toList())
        .addMigrations(
            Migration.newBuilder()
                .setId(MOVING)
                .setName("legacy-to-new")
                .setState("RUNNING")
                .setVersion(5)
                .setChangedAtMs(NOON - 90_000)
                .setStatus(RUNNING_STATUS))
        .addMigrations(
            Migration.newBuilder()
                .setId(3)
                .setName("first-try")
                .setState("ROLLED_BACK")
                .setVersion(9)
                .setChangedAtMs(NOON - 86_400_000))
        .addFindings(
            Finding.newBuilder()
                .setId("release-difference-1")
                .setTimeMs(NOON - 600_000)
                .setKind("release-difference")
                .setAccount("01900000-0000-7000-0000-000000000003")
                .setRecord("01900000-0000-7000-0000-0000000000aa")
                .setText(
                    "get: 1.0.0 answered FOUND seq 7 created 1769860100000 updated 1769860100000 content milk;"
                        + " 1.1.0 answered FOUND seq 7 created 1769860100000 updated 0 content milk")
                .setTraceId("4bf92f3577b34da6a3ce929d0e0e4736"))
        .addAllLog(IntStream.rangeClosed(1, 60).mapToObj(Scenes::event).toList())
        .setDeployment(
            Deployment.newBuilder()
                .addReleases(release("1.0.0", 90, 2, 12_800, 0, 0))
                .addReleases(release("1.1.0", 10, 1, 1_400, 3, 1))
                .setStrategy("canary")
                .setState("SHIFTING")
                .setFromRelease("1.0.0")
                .setToRelease("1.1.0")
                .setPercent(10)
                .addAllSteps(List.of(1, 10, 50, 100))
                .setStep(1)
                .setSoakMs(30_000)
                .setChangedAtMs(NOON + 5_000))
        .setAccountsTotal(2_001);
  }

  private static RouteFigures route(
      String method, String route, int status, long total, long minute, Latency latency) {
    return RouteFigures.newBuilder()
        .setMethod(method)
        .setRoute(route)
        .setStatus(status)
        .setTotal(total)
        .setLastMinute(minute)
        .setLatency(latency)
        .build();
  }

  private static StoreOperation operation(
      String store, String operation, String status, long total, long minute, Latency latency) {
    return StoreOperation.newBuilder()
        .setStore(store)
        .setOperation(operation)
        .setStatus(status)
        .setTotal(total)
        .setLastMinute(minute)
        .setLatency(latency)
        .build();
  }

  static Proxy proxy(int number, String release, int percent, boolean leads) {
    return Proxy.newBuilder()
        .setName("proxy-" + number)
        .setAddress("127.0.0.1:" + (4_000 + number))
        .setRelease(release)
        .setProtocol(1)
        .setPercent(percent)
        .setUptimeMs(7_260_000)
        .setMemoryBytes(150_000_000)
        .setRestarts(number == 2 ? 1 : 0)
        .setRequestsTotal(500_000)
        .setRequestsLastMinute(7_000)
        .setErrorsLastMinute(0)
        .setLatency(ms(0.9, 3, 7))
        .setLeads(leads)
        .build();
  }

  /** As the supervisor of a proxy tells that is not there. */
  static Proxy away(String name, int restarts, String trouble) {
    return Proxy.newBuilder()
        .setName(name)
        .setRelease("1.0.0")
        .setRestarts(restarts)
        .setTrouble(trouble)
        .build();
  }

  private static Store store(String name, String schema, long notes, long accounts, long copies) {
    return Store.newBuilder()
        .setName(name)
        .setAddress("127.0.0.1:5000")
        .setSchema(schema)
        .setState("serving")
        .setNotes(notes)
        .setAccounts(accounts)
        .setBytes(notes * 300)
        .setFreeBytes(40_000_000_000L)
        .setCopies(copies)
        .setWritesWaiting(1)
        .putLabels("region", "eu")
        .build();
  }

  static Account account(int number) {
    boolean moves = number % 13 == 1;
    return Account.newBuilder()
        .setId(id(number))
        .setName("Account " + number)
        .setTier(number % 5 == 0 ? "enterprise" : "free")
        .setHome(number % 4 == 0 ? "new" : "legacy")
        .setTarget(moves ? "new" : "")
        .setPhase(moves ? "moving" : "settled")
        .setEpoch(1 + number % 3)
        .setNotes(2_000 - number * 13L)
        .setMigration(moves ? MOVING : 0)
        .build();
  }

  private static LogEvent event(int number) {
    boolean warns = number % 9 == 0;
    return LogEvent.newBuilder()
        .setTimeMs(NOON - 60_000 + number * 1_000L)
        .setProcess(number % 2 == 0 ? "proxy-1" : "gateway")
        .setLevel(warns ? "WARNING" : "INFO")
        .setLogger("dev.notely.proxy.migration.HandOff")
        .setMessage(
            warns ? "hand-off is tried again" : "placement moving -> moved, number " + number)
        .setTraceId("4bf92f3577b34da6a3ce929d0e0e47" + (10 + number))
        .build();
  }

  /** As it ends where a mirrored read was answered otherwise. */
  static Deployment rolledBack() {
    return snapshot(0).getDeployment().toBuilder()
        .removeReleases(1)
        .setReleases(0, release("1.0.0", 100, 2, 14_200, 0, 0))
        .setState("ROLLED_BACK")
        .setPercent(0)
        .setReason("1 of 900 mirrored reads were answered otherwise by 1.1.0; see the differences")
        .setChangedAtMs(NOON + 20_000)
        .build();
  }

  private static ReleaseShare release(
      String name, int percent, int proxies, long minute, long errors, long different) {
    return ReleaseShare.newBuilder()
        .setRelease(name)
        .setPercent(percent)
        .setProxies(proxies)
        .setRequestsLastMinute(minute)
        .setErrorsLastMinute(errors)
        .setLatency(ms(0.9, 3, 7))
        .setCompared(different * 900)
        .setDifferent(different)
        .build();
  }

  static Migration held() {
    return Migration.newBuilder()
        .setId(HELD)
        .setName("evacuate-shard-2")
        .setState("HELD")
        .setVersion(4)
        .setChangedAtMs(NOON - 120_000)
        .setStatus(HELD_STATUS)
        .build();
  }

  static TelemetryView view(TelemetryUpdate update) {
    return view(TelemetryView.EMPTY, update);
  }

  static TelemetryView view(TelemetryView before, TelemetryUpdate update) {
    return switch (before.apply(update)) {
      case Applied.Next next -> next.view();
      case Applied.Unfit unfit -> throw new AssertionError(unfit.why());
      case Applied.UnknownFormat unknown -> throw new AssertionError("format " + unknown.format());
    };
  }

  /** Live, with half a minute behind it. */
  static ScreenState screen(int width, int height) {
    ScreenState state = ScreenState.initial(Theme.PLAIN, NOON);
    state = ScreenUpdate.next(state, ResizeEvent.of(width, height), NOON).state();
    for (int second = 0; second <= 30; second++) {
      long now = NOON + second * 1_000L;
      long more = (long) second * second;
      TelemetryUpdate update =
          snapshot(second)
              .setRoutes(
                  0,
                  snapshot(second).getRoutes(0).toBuilder()
                      .setTotal(1_200_000 + second * 180L + more))
              .build();
      state = ScreenUpdate.next(state, new ScreenEvent.Seen(view(update)), now).state();
    }
    Link live = new Link(Link.State.LIVE, "127.0.0.1:4001", "");
    return ScreenUpdate.next(state, new ScreenEvent.Linked(live), NOON + 30_000).state();
  }

  /** Keys one after the other; the state after the last. */
  static ScreenState typed(ScreenState state, String keys) {
    ScreenState next = state;
    for (int i = 0; i < keys.length(); i++) {
      next = press(next, keys.charAt(i)).state();
    }
    return next;
  }

  static Step press(ScreenState state, char key) {
    return ScreenUpdate.next(state, KeyEvent.ofChar(key), state.window().nowMs());
  }

  static Step press(ScreenState state, KeyCode key) {
    return ScreenUpdate.next(state, KeyEvent.ofKey(key), state.window().nowMs());
  }
}
