package dev.notely.gateway.proxy;

import dev.notely.proto.telemetry.v1.Gateway;
import dev.notely.proto.telemetry.v1.GatewayReport;
import dev.notely.proto.telemetry.v1.Histogram;
import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.runtime.logging.LogTail;
import dev.notely.runtime.process.Vitals;
import dev.notely.runtime.telemetry.Distribution;
import dev.notely.runtime.telemetry.Instruments;
import dev.notely.runtime.telemetry.MinuteAgo;
import dev.notely.runtime.telemetry.Readings;
import java.util.List;
import java.util.Map;

/** What this gateway says of itself, read from its own instruments. */
public final class GatewayFigures {
  /** The histogram of requests, which the room {@code http} fills. */
  public static final String REQUESTS = "http.server.request.duration";

  private static final List<String> KEY =
      List.of("http.request.method", "http.route", "http.response.status_code");
  private static final int EVENTS = 200;

  private final String name;
  private final Instruments instruments;
  private final LogTail log;
  private final MinuteAgo<Map<List<String>, Distribution>> minuteAgo = new MinuteAgo<>();

  /**
   * Of a gateway.
   *
   * @param name among the gateways
   */
  public GatewayFigures(String name, Instruments instruments, LogTail log) {
    this.name = name;
    this.instruments = instruments;
    this.log = log;
  }

  /** A report, and up to which number it has log events. */
  record Figures(GatewayReport report, long logNumber) {}

  /**
   * As they are now.
   *
   * @param logAfter number of the last log event that was taken
   * @param nanos now, from anywhere
   */
  Figures read(long logAfter, long nanos) {
    Readings readings = instruments.read();
    Map<List<String>, Distribution> now = readings.histogram(REQUESTS, KEY);
    minuteAgo.keep(nanos, now);
    Map<List<String>, Distribution> before = minuteAgo.before(nanos).orElse(Map.of());
    LogTail.Read logged = log.after(logAfter, EVENTS);
    GatewayReport.Builder report =
        GatewayReport.newBuilder()
            .setGateway(gateway(readings))
            .addAllLog(logged.events().stream().map(GatewayFigures::event).toList());
    now.forEach((key, counts) -> report.addRoutes(histogram(key, counts, before)));
    return new Figures(report.build(), logged.number());
  }

  private Gateway gateway(Readings readings) {
    return Gateway.newBuilder()
        .setName(name)
        .setUptimeMs(Vitals.uptime().toMillis())
        .setMemoryBytes(Vitals.memoryBytes())
        .setUnderWay(readings.number("http.server.active_requests"))
        .setAdmittedLimit(readings.number("notely.requests.limit"))
        .setShedTotal(readings.number("notely.requests.shed"))
        .build();
  }

  private static Histogram histogram(
      List<String> key, Distribution counts, Map<List<String>, Distribution> before) {
    Histogram.Builder histogram =
        Histogram.newBuilder()
            .addAllKey(key)
            .addAllBoundsS(counts.bounds())
            .addAllCounts(counts.counts());
    Distribution then = before.get(key);
    if (then != null) {
      histogram.addAllMinuteAgo(then.counts());
    }
    return histogram.build();
  }

  private static LogEvent event(LogTail.Event event) {
    return LogEvent.newBuilder()
        .setTimeMs(event.timeMs())
        .setProcess(event.process())
        .setLevel(event.level())
        .setLogger(event.logger())
        .setMessage(event.message())
        .setTraceId(event.traceId())
        .build();
  }
}
