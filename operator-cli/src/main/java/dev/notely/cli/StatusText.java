package dev.notely.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The status of a migration for people. Pure; what is missing is left out. */
final class StatusText {
  private StatusText() {}

  /** One line: what it is and where it stands. */
  static String line(JsonNode status) {
    String name = Members.text(status, "name");
    return name
        + " ("
        + Members.text(status, "id")
        + ") is "
        + Members.text(status, "state")
        + by(status);
  }

  private static String by(JsonNode status) {
    String reason = Members.text(status, "reason");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  /** All of it. */
  static List<String> lines(JsonNode status) {
    List<String> lines = new ArrayList<>();
    lines.add(line(status));
    add(lines, "since", since(status));
    add(lines, "strategy", strategy(status));
    add(lines, "evidence", Members.text(status, "evidence"));
    add(lines, "stands", Members.text(status, "standstill"));
    add(lines, "overlay", Members.text(status.path("overlay"), "sentence"));
    add(lines, "progress", progress(status));
    add(lines, "accounts", accounts(status.path("accounts")));
    add(lines, "forecast", Members.text(status.path("forecast"), "sentence"));
    add(lines, "deadline", deadline(status));
    add(lines, "pauses", pauses(status.path("pauseMs")));
    add(lines, "lag", lag(status.path("lag")));
    add(lines, "findings", findings(status));
    add(lines, "limits", limits(status.path("limits")));
    add(lines, "throttle", throttle(status.path("throttle")));
    lines.addAll(waves(status));
    add(lines, "permitted", permitted(status.path("permitted")));
    return lines;
  }

  /** One line: how far it is, how fast, and until when. */
  static String progress(JsonNode status) {
    long done = Members.count(status, "done");
    long total = Members.count(status, "total");
    StringBuilder line = new StringBuilder(Figures.bar(done, total));
    line.append(", ").append(Figures.count(done)).append(" of ").append(Figures.count(total));
    line.append(" accounts, ").append(Figures.count(Members.count(status, "records")));
    line.append(" records, ").append(Figures.count(Members.count(status, "rate"))).append("/s");
    if (status.path("etaSeconds").isNumber()) {
      line.append(", ends in ").append(Figures.seconds(Members.number(status, "etaSeconds")));
    }
    return line.toString();
  }

  private static void add(List<String> lines, String label, String text) {
    if (!text.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "  %-10s %s", label, text));
    }
  }

  private static String since(JsonNode status) {
    String actor = Members.text(status, "actor");
    return Members.text(status, "changedAt") + (actor.isEmpty() ? "" : ", by " + actor);
  }

  /** Copy is what everybody expects. */
  private static String strategy(JsonNode status) {
    if (!Members.text(status, "strategy").equals("lazy")) {
      return "";
    }
    return status.path("limits").path("drain").asBoolean(true)
        ? "lazy: each account is switched, then drained"
        : "lazy: each account is switched, and a note moves when it is written";
  }

  private static String accounts(JsonNode byState) {
    return byState
        .propertyStream()
        .map(state -> state.getKey() + " " + Figures.count(state.getValue().asLong(0)))
        .collect(Collectors.joining(", "));
  }

  static String deadline(JsonNode status) {
    String deadline = Members.text(status, "deadline");
    JsonNode met = status.path("deadlineWillBeMet");
    if (deadline.isEmpty() || !met.isBoolean()) {
      return deadline;
    }
    return deadline + (met.booleanValue() ? ", will be met" : ", WILL BE MISSED");
  }

  static String pauses(JsonNode pause) {
    if (Members.count(pause, "count") == 0) {
      return "";
    }
    return "p50 "
        + Figures.millis(Members.number(pause, "p50"))
        + ", p99 "
        + Figures.millis(Members.number(pause, "p99"))
        + ", max "
        + Figures.millis(Members.number(pause, "max"))
        + " of "
        + Figures.count(Members.count(pause, "count"));
  }

  static String lag(JsonNode lag) {
    if (!lag.isObject()) {
      return "";
    }
    JsonNode healthy = lag.path("healthy");
    return Figures.count(Members.count(lag, "records"))
        + " records, "
        + Figures.millis(Members.number(lag, "millis"))
        + (healthy.isBoolean() && !healthy.booleanValue() ? ", NOT HEALTHY" : "");
  }

  static String findings(JsonNode status) {
    String verification = Members.text(status, "verification");
    return Figures.count(Members.count(status, "inconsistencies"))
        + " inconsistencies"
        + (verification.isEmpty() ? "" : ", verification: " + verification);
  }

  static String limits(JsonNode limits) {
    return limits
        .propertyStream()
        .map(limit -> limit.getKey() + " " + limit.getValue())
        .collect(Collectors.joining(", "));
  }

  /** What throttles now, and which part of the last minute was waited for what. */
  static String throttle(JsonNode throttle) {
    String shares =
        throttle
            .path("lastMinute")
            .valueStream()
            .map(share ->
                Members.text(share, "signal")
                    + " "
                    + Math.round(Members.number(share, "share") * 100)
                    + " %")
            .collect(Collectors.joining(", "));
    String now = Members.text(throttle, "now");
    if (now.isEmpty() && shares.isEmpty()) {
      return "";
    }
    long silent = Members.count(throttle, "silentProxies");
    return (now.isEmpty() ? "nothing now" : now)
        + (shares.isEmpty() ? "" : "; of the last minute: " + shares)
        + (silent == 0 ? "" : "; " + silent + " proxies did not answer");
  }

  private static List<String> waves(JsonNode status) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode wave : status.path("waves")) {
      String name = Members.text(wave, "name");
      long accounts = Members.count(wave, "accounts");
      long moved = Members.count(wave, "moved");
      rows.add(
          List.of(
              "  " + name,
              Figures.bar(moved, accounts),
              Figures.count(moved) + "/" + Figures.count(accounts),
              Figures.count(Members.count(wave, "underWay")),
              Figures.count(Members.count(wave, "quarantined")),
              Figures.count(Members.count(wave, "records")),
              doing(status, rows.size())));
    }
    return rows.isEmpty()
        ? List.of()
        : Table.of(List.of("  wave", "", "moved", "under way", "quarantined", "records", ""), rows);
  }

  /** What the wave of this index does, while the migration runs; empty: nothing. */
  static String doing(JsonNode status, int wave) {
    boolean present =
        Members.text(status, "state").equals("RUNNING")
            && status.path("wave").isNumber()
            && status.path("wave").intValue() == wave;
    if (!present) {
      return "";
    }
    return status.path("soakingWave").asBoolean(false) ? "soaks" : "moves";
  }

  static String permitted(JsonNode commands) {
    return commands
        .valueStream()
        .map(command -> command.asString(""))
        .collect(Collectors.joining(", "));
  }
}
