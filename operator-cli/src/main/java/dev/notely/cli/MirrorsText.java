package dev.notely.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Dual writes and shadow reads in lines. Pure. */
final class MirrorsText {
  private MirrorsText() {}

  static List<String> lines(JsonNode mirrors) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "divergence "
            + mirrors.path("divergence").asLong()
            + " in the ledger; reads compared: "
            + mirrors.path("compared").asLong());
    JsonNode writes = mirrors.path("dualWrites");
    lines.add("dual writes " + (writes.path("on").asBoolean() ? "on" : "off"));
    writes.path("stores").forEach(store -> lines.add("  " + dualWrites(store)));
    JsonNode reads = mirrors.path("shadowReads");
    lines.add("shadow reads, share " + reads.path("share").asDouble());
    reads.path("stores").forEach(store -> lines.add("  " + shadowReads(store)));
    lines.addAll(accounts(mirrors.path("accounts")));
    mirrors
        .path("silent")
        .forEach(proxy -> lines.add("without the proxy " + proxy.asString() + ", which is silent"));
    return lines;
  }

  private static List<String> accounts(JsonNode accounts) {
    if (accounts.isEmpty()) {
      return List.of();
    }
    List<String> heading =
        List.of(
            "account",
            "store",
            "divergence",
            "compared",
            "sent",
            "refused",
            "failed",
            "dropped",
            "lag",
            "pending");
    return Table.of(heading, accounts.valueStream().map(MirrorsText::account).toList());
  }

  private static List<String> account(JsonNode one) {
    JsonNode writes = one.path("dualWrites");
    JsonNode reads = one.path("shadowReads");
    return List.of(
        Members.text(one, "account"),
        Members.text(one, "store"),
        Members.text(one, "divergence"),
        Members.text(one, "compared"),
        Members.text(writes, "sent"),
        Members.text(writes, "refused"),
        Members.text(writes, "failed"),
        Members.text(writes, "dropped"),
        Members.text(writes, "lagRecords")
            + " records, "
            + Figures.millis(Members.number(writes, "lagMillis")),
        Members.text(reads, "pending"));
  }

  private static String dualWrites(JsonNode store) {
    return "to %s: %d sent, %d refused, %d failed, %d dropped; %d wait, %d may still be lacking, the oldest %d ms"
        .formatted(
            store.path("store").asString(),
            store.path("sent").asLong(),
            store.path("refused").asLong(),
            store.path("failed").asLong(),
            store.path("dropped").asLong(),
            store.path("waiting").asLong(),
            store.path("behind").asLong(),
            store.path("lagMillis").asLong());
  }

  private static String shadowReads(JsonNode store) {
    return "at %s: %d equal, %d pending, %d ahead, %d mismatches, %d unanswered, %d dropped; %s there, %s at the home"
        .formatted(
            store.path("store").asString(),
            store.path("equal").asLong(),
            store.path("pending").asLong(),
            store.path("ahead").asLong(),
            store.path("mismatches").asLong(),
            store.path("unanswered").asLong(),
            store.path("dropped").asLong(),
            latency(store.path("storeMs")),
            latency(store.path("homeMs")));
  }

  private static String latency(JsonNode ms) {
    return "p50 %.1f p99 %.1f ms".formatted(ms.path("p50").asDouble(), ms.path("p99").asDouble());
  }
}
