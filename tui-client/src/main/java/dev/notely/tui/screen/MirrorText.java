package dev.notely.tui.screen;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What dual writes and shadow reads came to, in a line: whether copies differ comes first. */
final class MirrorText {
  /** Begins the line where something is known to differ. */
  static final String DIVERGED = "COPIES DIFFER";

  private MirrorText() {}

  /** Of the document of GET /migrations/{id}/mirrors. */
  static String of(JsonNode mirrors) {
    List<String> parts = new ArrayList<>();
    long divergence = mirrors.path("divergence").asLong(0);
    if (divergence > 0) {
      parts.add(DIVERGED + " in " + Figures.count(divergence) + " records");
    } else {
      parts.add(mirrors.path("compared").asLong(0) == 0 ? "nothing compared yet" : "no divergence");
    }
    if (mirrors.at("/dualWrites/on").asBoolean(false)) {
      for (JsonNode store : mirrors.at("/dualWrites/stores")) {
        parts.add(dualWrites(store));
      }
    }
    for (JsonNode store : mirrors.at("/shadowReads/stores")) {
      parts.add(shadowReads(store));
    }
    int silent = mirrors.path("silent").size();
    if (silent > 0) {
      parts.add(silent + " of " + mirrors.path("proxies").asInt(0) + " proxies are silent");
    }
    return String.join("; ", parts);
  }

  private static String dualWrites(JsonNode store) {
    return "writes to %s: %s sent, %s not taken, %s dropped, %s behind (%s)"
        .formatted(
            store.path("store").asString(""),
            count(store, "sent"),
            Figures.count(store.path("failed").asLong(0) + store.path("refused").asLong(0)),
            count(store, "dropped"),
            count(store, "lagRecords"),
            Figures.millis(store.path("lagMillis").asDouble(0)));
  }

  private static String shadowReads(JsonNode store) {
    return "reads at %s: %s equal, %s pending, %s differ, p50 %s (home %s)"
        .formatted(
            store.path("store").asString(""),
            count(store, "equal"),
            count(store, "pending"),
            count(store, "mismatches"),
            Figures.millis(store.at("/storeMs/p50").asDouble(0)),
            Figures.millis(store.at("/homeMs/p50").asDouble(0)));
  }

  private static String count(JsonNode store, String member) {
    return Figures.count(store.path(member).asLong(0));
  }
}
