package dev.notely.gateway.report;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One event of a report, as the cells of a row. */
final class TimelineRow {
  private TimelineRow() {}

  /** When, who, what, state, why. */
  static List<String> of(JsonNode entry) {
    return List.of(
        text(entry, "at"), text(entry, "who"), text(entry, "what"), state(entry), why(entry));
  }

  private static String state(JsonNode entry) {
    String from = text(entry, "from");
    String to = text(entry, "to");
    return from.isEmpty() || from.equals(to) ? to : from + " → " + to;
  }

  private static String why(JsonNode entry) {
    String reason = text(entry, "reason");
    String evidence =
        entry.path("evidenceLeftOut").asBoolean(false)
            ? "evidence is in the journal"
            : Values.pairs(entry.path("evidence"));
    return reason.isEmpty() || evidence.isEmpty()
        ? reason + evidence
        : reason + " [" + evidence + "]";
  }

  private static String text(JsonNode entry, String member) {
    return Values.text(entry.path(member));
  }
}
