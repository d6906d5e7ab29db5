package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.RouteFigures;
import dev.notely.tui.stream.TelemetryView;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether users suffer, and by what one sees it.
 *
 * @param role GOOD, WARN or ALARM
 * @param reasons empty if it is GOOD
 */
record Health(Role role, List<String> reasons) {
  private static final double SUFFERING_SHARE = 0.01;
  private static final long NOTICED_MICROS = 20_000;
  private static final long RECENT_MS = 60_000;

  static Health of(TelemetryView view, History history) {
    List<String> alarms = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    long requests = lastMinute(view, 0);
    long errors = lastMinute(view, 500);
    if (errors > 0) {
      (errors >= requests * SUFFERING_SHARE ? alarms : warnings)
          .add("errors " + Figures.share(errors, requests));
    }
    long wrong =
        view.findings().values().stream()
            .filter(finding -> finding.getKind().equals("inconsistency"))
            .filter(finding -> view.timeMs() - finding.getTimeMs() < RECENT_MS)
            .count();
    if (wrong > 0) {
      alarms.add(wrong + " wrong answers");
    }
    long p99 = History.p99(view);
    if (p99 > NOTICED_MICROS && p99 > 2 * history.usualP99() && history.usualP99() > 0) {
      warnings.add(
          "p99 %s ms, usually %s"
              .formatted(Figures.latency(p99), Figures.latency(history.usualP99())));
    }
    Role role = !alarms.isEmpty() ? Role.ALARM : !warnings.isEmpty() ? Role.WARN : Role.GOOD;
    alarms.addAll(warnings);
    return new Health(role, List.copyOf(alarms));
  }

  /** Requests with at least this status. */
  static long lastMinute(TelemetryView view, int status) {
    return view.routes().values().stream()
        .filter(route -> route.getStatus() >= status)
        .mapToLong(RouteFigures::getLastMinute)
        .sum();
  }
}
