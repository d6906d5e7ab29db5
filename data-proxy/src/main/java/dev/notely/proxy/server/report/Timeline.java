package dev.notely.proxy.server.report;

import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened to a migration, oldest first. However long its journal is, the first events and the
 * latest are kept: how it was asked for, and how it came to stand where it stands.
 *
 * @param omitted events between the first and the latest that are left out
 * @param watched requests of users that its gates watched, over the whole journal
 * @param failed of these, those without an answer that the contract allows
 */
record Timeline(List<Entry> entries, long omitted, long watched, long failed) {
  static final int FIRST = 20;
  static final int LATEST = 180;

  /** Longer evidence stays in the journal. */
  static final int MAX_EVIDENCE = 4_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  Timeline {
    entries = List.copyOf(entries);
  }

  /**
   * An event.
   *
   * @param who an operator, or the proxy that found it
   * @param command an operator asked for it
   * @param what a clause for people
   * @param evidence null where there is none, or more than {@link #MAX_EVIDENCE} characters
   * @param evidenceLeftOut it has evidence that is too long
   */
  record Entry(
      Instant at,
      String who,
      boolean command,
      String event,
      String what,
      String from,
      String to,
      String reason,
      JsonNode evidence,
      boolean evidenceLeftOut) {}

  /** Takes the migration's own events in the order of its journal. */
  static final class Builder {
    private final List<String> waves;
    private final List<Entry> first = new ArrayList<>();
    private final Deque<Entry> latest = new ArrayDeque<>();
    private long omitted;
    private long watched;
    private long failed;
    private int wave;

    Builder(List<String> waves) {
      this.waves = List.copyOf(waves);
    }

    void add(JournalEvent event) {
      Entry entry = entry(event);
      count(event.event(), entry.evidence());
      if (first.size() < FIRST) {
        first.add(entry);
        return;
      }
      latest.add(entry);
      if (latest.size() > LATEST) {
        latest.remove();
        omitted++;
      }
    }

    /** The events do not name their wave; each gate that is passed leads to the next one. */
    private Entry entry(JournalEvent event) {
      String name = wave < waves.size() ? waves.get(wave) : "";
      boolean isLeftOut = event.evidence().length() > MAX_EVIDENCE;
      boolean isShown = !event.evidence().isEmpty() && !isLeftOut;
      return new Entry(
          Instant.ofEpochMilli(event.atMs()),
          event.actor(),
          EventWords.isCommand(event.event(), event.reason()),
          event.event(),
          EventWords.of(event.event(), event.reason(), name),
          event.from(),
          event.to(),
          EventWords.reason(event.event(), event.reason()),
          isShown ? JSON.readTree(event.evidence()) : JSON.nullNode(),
          isLeftOut);
    }

    private void count(String event, JsonNode evidence) {
      if (event.equals("GATE_PASSED") || event.equals("GATE_FAILED")) {
        watched += evidence.path("requests").asLong(0);
        failed += evidence.path("errors").asLong(0);
      }
      if (event.equals("GATE_PASSED")) {
        wave++;
      }
    }

    Timeline build() {
      List<Entry> entries = new ArrayList<>(first);
      entries.addAll(latest);
      return new Timeline(entries, omitted, watched, failed);
    }
  }
}
