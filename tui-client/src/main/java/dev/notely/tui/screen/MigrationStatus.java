package dev.notely.tui.screen;

import dev.notely.tui.stream.EvidenceText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the status document of a migration says, as far as a screen shows it. What an older or newer
 * proxy leaves out is empty.
 *
 * @param permitted commands that its state permits
 * @param wave index of the one that moves or soaks
 * @param etaSeconds empty: nobody can say
 * @param pauses how long writes waited at cut-overs; empty: none yet
 * @param evidence what it is held by, as {@link EvidenceText}; empty: there is none
 * @param mirrors what came of dual writes and shadow reads; empty: there are none
 * @param lagging true: reverse sync does not follow
 * @param deadlineMet empty: it has none, or nobody can say
 */
record MigrationStatus(
    List<String> permitted,
    int wave,
    boolean soaking,
    List<Wave> waves,
    long done,
    long total,
    long records,
    long rate,
    Optional<Long> etaSeconds,
    String forecast,
    String deadline,
    Optional<Boolean> deadlineMet,
    String pauses,
    String lag,
    boolean lagging,
    long inconsistencies,
    String verification,
    String throttle,
    String mirrors,
    String limits,
    String reason,
    String evidence,
    String standstill,
    String alerts,
    String strategy,
    String leader) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Of a migration that has ended, or whose status has not come. */
  static final MigrationStatus NONE = of(JSON.createObjectNode(), "");

  record Wave(String name, long accounts, long moved, long underWay, long quarantined) {}

  /**
   * Reads the documents.
   *
   * @param mirrors of dual writes and shadow reads; empty: there are none
   * @throws IllegalArgumentException if one is no JSON
   */
  static MigrationStatus parse(String document, String mirrors) {
    try {
      return of(
          JSON.readTree(document), mirrors.isEmpty() ? "" : MirrorText.of(JSON.readTree(mirrors)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the status is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static MigrationStatus of(JsonNode status, String mirrors) {
    return new MigrationStatus(
        status.path("permitted").valueStream().map(word -> word.asString("")).toList(),
        status.path("wave").asInt(0),
        status.path("soakingWave").asBoolean(false),
        status.path("waves").valueStream().map(MigrationStatus::wave).toList(),
        count(status, "done"),
        count(status, "total"),
        count(status, "records"),
        count(status, "rate"),
        status.path("etaSeconds").isNumber()
            ? Optional.of(count(status, "etaSeconds"))
            : Optional.empty(),
        text(status.path("forecast"), "sentence"),
        text(status, "deadline"),
        status.path("deadlineWillBeMet").isBoolean()
            ? Optional.of(status.path("deadlineWillBeMet").booleanValue())
            : Optional.empty(),
        pauses(status.path("pauseMs")),
        lag(status.path("lag")),
        status.at("/lag/healthy").isBoolean() && !status.at("/lag/healthy").booleanValue(),
        count(status, "inconsistencies"),
        text(status, "verification"),
        throttle(status.path("throttle")),
        mirrors,
        members(status.path("limits")),
        text(status, "reason"),
        EvidenceText.of(status.path("evidence")),
        text(status, "standstill"),
        status
            .path("alerts")
            .valueStream()
            .map(MigrationStatus::alert)
            .collect(Collectors.joining("; ")),
        text(status, "strategy"),
        text(status, "leader"));
  }

  long quarantined() {
    return waves.stream().mapToLong(Wave::quarantined).sum();
  }

  long underWay() {
    return waves.stream().mapToLong(Wave::underWay).sum();
  }

  private static Wave wave(JsonNode wave) {
    return new Wave(
        text(wave, "name"),
        count(wave, "accounts"),
        count(wave, "moved"),
        count(wave, "underWay"),
        count(wave, "quarantined"));
  }

  private static String alert(JsonNode alert) {
    String sentence = text(alert, "sentence");
    return sentence.isEmpty() ? alert.asString(alert.toString()) : sentence;
  }

  private static String pauses(JsonNode pause) {
    if (count(pause, "count") == 0) {
      return "";
    }
    return "p50 %s, p99 %s, max %s of %s"
        .formatted(
            Figures.millis(pause.path("p50").asDouble(0)),
            Figures.millis(pause.path("p99").asDouble(0)),
            Figures.millis(pause.path("max").asDouble(0)),
            Figures.count(count(pause, "count")));
  }

  private static String lag(JsonNode lag) {
    return lag.isObject()
        ? Figures.count(count(lag, "records"))
            + " records, "
            + Figures.millis(lag.path("millis").asDouble(0))
        : "";
  }

  /** What throttles now, and what the last minute was waited for. */
  private static String throttle(JsonNode throttle) {
    String shares =
        throttle
            .path("lastMinute")
            .valueStream()
            .map(one ->
                text(one, "signal") + " " + Math.round(one.path("share").asDouble(0) * 100) + " %")
            .collect(Collectors.joining(", "));
    String now = text(throttle, "now");
    if (now.isEmpty() && shares.isEmpty()) {
      return "";
    }
    return (now.isEmpty() ? "nothing now" : now)
        + (shares.isEmpty() ? "" : "; of the last minute " + shares);
  }

  private static String members(JsonNode node) {
    return node.propertyStream()
        .map(member -> member.getKey() + "=" + member.getValue())
        .collect(Collectors.joining(" "));
  }

  private static long count(JsonNode node, String member) {
    return Math.round(node.path(member).asDouble(0));
  }

  private static String text(JsonNode node, String member) {
    JsonNode value = node.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.stringValue() : value.toString();
  }
}
