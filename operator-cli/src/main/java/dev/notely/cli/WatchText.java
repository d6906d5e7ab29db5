package dev.notely.cli;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a watch prints next: all of the status where its shape changed, one line where only figures
 * did, nothing where nothing did. Pure.
 */
final class WatchText {
  private static final List<String> SHAPE =
      List.of(
          "state",
          "wave",
          "soakingWave",
          "standstill",
          "reason",
          "evidence",
          "limits",
          "inconsistencies",
          "verification",
          "deadlineWillBeMet");

  private WatchText() {}

  static List<String> lines(Optional<JsonNode> before, JsonNode now) {
    if (before.isEmpty() || !sameShape(before.get(), now)) {
      return StatusText.lines(now);
    }
    String line = line(now);
    return line.equals(line(before.get())) ? List.of() : List.of(line);
  }

  private static boolean sameShape(JsonNode before, JsonNode now) {
    return SHAPE.stream().allMatch(member -> before.path(member).equals(now.path(member)));
  }

  private static String line(JsonNode status) {
    String pauses = StatusText.pauses(status.path("pauseMs"));
    String lag = StatusText.lag(status.path("lag"));
    String throttle = Members.text(status.path("throttle"), "now");
    return "  "
        + StatusText.progress(status)
        + (pauses.isEmpty() ? "" : "; pauses " + pauses)
        + (lag.isEmpty() ? "" : "; lag " + lag)
        + (throttle.isEmpty() ? "" : "; throttled: " + throttle);
  }
}
