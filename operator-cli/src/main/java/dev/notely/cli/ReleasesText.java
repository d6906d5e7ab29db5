package dev.notely.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Releases for people. Pure. */
final class ReleasesText {
  private ReleasesText() {}

  /** The releases as a table, the deployment, and what a supervisor has trouble with. */
  static List<String> all(JsonNode document) {
    List<String> lines = new ArrayList<>();
    List<JsonNode> releases = document.path("releases").valueStream().toList();
    if (releases.isEmpty()) {
      lines.add("no proxy was ever there");
    } else {
      lines.addAll(
          Table.of(
              List.of(
                  "release",
                  "protocol",
                  "traffic",
                  "requests",
                  "errors",
                  "p50",
                  "p99",
                  "compared",
                  "different",
                  "proxies"),
              releases.stream().map(ReleasesText::row).toList()));
    }
    if (document.has("splitByHand")) {
      JsonNode by = document.path("splitByHand");
      lines.add("");
      lines.add(
          "the traffic was split by hand by %s, at %s"
              .formatted(Members.text(by, "askedBy"), Members.text(by, "at")));
    }
    if (document.has("deployment")) {
      lines.add("");
      lines.add(deployment(document.path("deployment")));
    }
    lines.addAll(supervised(document));
    return lines;
  }

  private static List<String> row(JsonNode release) {
    return List.of(
        Members.text(release, "name"),
        Members.text(release, "protocol"),
        Members.text(release, "percent") + " %",
        Figures.count(Members.count(release, "requests")),
        Figures.count(Members.count(release, "errors")),
        latency(Members.number(release, "p50Ms")),
        latency(Members.number(release, "p99Ms")),
        Figures.count(Members.count(release, "compared")),
        Figures.count(Members.count(release, "different")),
        release
            .path("proxies")
            .valueStream()
            .map(name -> name.asString())
            .collect(Collectors.joining(" ")));
  }

  /** Of the last minute: without requests in it there is none. */
  private static String latency(double ms) {
    return ms == 0 ? "-" : Figures.millis(ms);
  }

  /** One line. */
  static String deployment(JsonNode deployment) {
    String steps =
        deployment
            .path("steps")
            .valueStream()
            .map(step -> step.asString())
            .collect(Collectors.joining(","));
    String line =
        "deployment %s: %s from %s to %s, %s, step %d of %s %%, since %s"
            .formatted(
                Members.text(deployment, "id"),
                Members.text(deployment, "strategy"),
                Members.text(deployment, "from"),
                Members.text(deployment, "to"),
                Members.text(deployment, "state"),
                Members.count(deployment, "step") + 1,
                steps,
                Members.text(deployment, "changedAt"));
    String reason = Members.text(deployment, "reason");
    return reason.isEmpty() ? line : line + ": " + reason;
  }

  private static List<String> supervised(JsonNode document) {
    return document
        .path("supervisedProxies")
        .valueStream()
        .filter(proxy ->
            Members.count(proxy, "restarts") > 0 || !Members.text(proxy, "trouble").isEmpty())
        .map(proxy ->
            "%s of %s was started again %s times %s"
                .formatted(
                    Members.text(proxy, "name"),
                    Members.text(proxy, "release"),
                    Members.text(proxy, "restarts"),
                    Members.text(proxy, "trouble"))
                .strip())
        .toList();
  }

  static List<String> differences(List<JsonNode> found) {
    if (found.isEmpty()) {
      return List.of("none");
    }
    return Table.of(
        List.of("at", "read", "account", "note", "releases", "expected", "actual", "trace"),
        found.stream()
            .map(one ->
                List.of(
                    Members.text(one, "at"),
                    Members.text(one, "operation"),
                    Members.text(one, "account"),
                    Members.text(one, "note"),
                    Members.text(one, "from") + "->" + Members.text(one, "to"),
                    Members.text(one, "expected"),
                    Members.text(one, "actual"),
                    Members.text(one, "traceId")))
            .toList());
  }
}
