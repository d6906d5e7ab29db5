package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.tui.stream.TelemetryView;
import java.util.Comparator;
import java.util.List;

/** What was found wrong, the latest first. Pure. */
final class Findings {
  private Findings() {}

  static List<Finding> of(TelemetryView view) {
    return view.findings().values().stream()
        .sorted(Comparator.comparingLong(Finding::getTimeMs).reversed())
        .toList();
  }

  /**
   * Of one account.
   *
   * @param account as text
   */
  static List<Finding> of(TelemetryView view, String account) {
    return of(view).stream().filter(finding -> finding.getAccount().equals(account)).toList();
  }
}
