package dev.notely.tui.stream;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of a journal.
 *
 * @param at ISO 8601, UTC
 * @param account whom it is about; empty: the whole migration
 * @param evidence as {@link EvidenceText}; empty if there is none
 * @param traceId of the trace that it came from; empty: not known
 */
public record JournalEvent(
    String at,
    String actor,
    String account,
    String event,
    String from,
    String to,
    String reason,
    String evidence,
    String traceId) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Reads the document that a proxy answers.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static List<JournalEvent> read(String document) {
    try {
      return JSON.readTree(document).valueStream().map(JournalEvent::of).toList();
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the journal is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JournalEvent of(JsonNode event) {
    return new JournalEvent(
        text(event, "at"),
        text(event, "actor"),
        text(event, "account"),
        text(event, "event"),
        text(event, "from"),
        text(event, "to"),
        text(event, "reason"),
        EvidenceText.of(event.path("evidence")),
        text(event, "traceId"));
  }

  private static String text(JsonNode event, String member) {
    JsonNode value = event.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
