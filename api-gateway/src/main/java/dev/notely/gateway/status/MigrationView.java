package dev.notely.gateway.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A migration for everybody, from the document of its status; what that does not have is left out.
 */
final class MigrationView {
  private final JsonNode status;

  private MigrationView(JsonNode status) {
    this.status = status;
  }

  static Map<String, Object> of(JsonNode status) {
    return new MigrationView(status).members();
  }

  private Map<String, Object> members() {
    Map<String, Object> view = new LinkedHashMap<>();
    for (String member : List.of("id", "name", "state", "strategy", "done", "total", "rate")) {
      view.put(member, status.path(member));
    }
    view.put("meaning", meaning());
    view.put("from", from());
    view.put("to", to());
    view.put("waves", status.path("waves").valueStream().map(wave -> wave(wave)).toList());
    view.put("wave", status.path("wave"));
    view.put("soakingWave", status.path("soakingWave"));
    view.put("held", text("state").equals("HELD") ? held() : null);
    view.put("forecast", PublicText.of(status.path("forecast").path("sentence").asString("")));
    view.put("deadlineWillBeMet", status.path("deadlineWillBeMet"));
    view.put("pauseMs", status.path("pauseMs"));
    view.put("lagRecords", status.path("lag").path("records"));
    view.put("throttledBy", PublicText.of(status.path("throttle").path("now").asString("")));
    view.put("standstill", PublicText.of(text("standstill")));
    view.put("alerts", alerts());
    view.put("inconsistencies", status.path("inconsistencies"));
    view.put("verification", status.path("verification"));
    view.put("changedAt", status.path("changedAt"));
    return view;
  }

  private String meaning() {
    return switch (text("state")) {
      case "PLANNED" -> "planned; nothing has moved";
      case "RUNNING" ->
          "wave '%s' %s"
              .formatted(
                  presentWave(),
                  status.path("soakingWave").asBoolean(false)
                      ? "has moved, and its users are watched"
                      : "moves");
      case "PAUSED" -> "paused; every account is served where it is";
      case "HELD" -> "held; every account is served where it is";
      case "SOAKING" -> "all have moved, and all can still go back";
      case "ROLLING_BACK" -> "accounts go back to where they came from";
      case "FINISHING" -> "the former homes are emptied";
      case "COMPLETED" -> "completed";
      case "ROLLED_BACK" -> "every account is where it was before";
      case "CANCELLED" -> "given up before anything moved";
      default -> "";
    };
  }

  private String presentWave() {
    return status.path("waves").path(status.path("wave").asInt(0)).path("name").asString("");
  }

  private String from() {
    String from = joined(status.path("spec").path("from"));
    return from.isEmpty() ? "everywhere" : from;
  }

  private String to() {
    JsonNode to = status.path("spec").path("to");
    String stores = joined(to.path("stores"));
    if (!stores.isEmpty()) {
      return stores;
    }
    return to.has("awayFrom")
        ? "anywhere but " + to.path("awayFrom").asString("")
        : to.path("label")
            .propertyStream()
            .map(label -> "stores with " + label.getKey() + "=" + label.getValue().asString(""))
            .collect(Collectors.joining());
  }

  private static String joined(JsonNode names) {
    return names.valueStream().map(name -> name.asString("")).collect(Collectors.joining(", "));
  }

  private static Map<String, Object> wave(JsonNode wave) {
    Map<String, Object> one = new LinkedHashMap<>();
    for (String member : List.of("name", "accounts", "moved", "underWay", "quarantined")) {
      one.put(member, wave.path(member));
    }
    return one;
  }

  /** Why, as the system found it; of what was found only the figures are for everybody. */
  private Map<String, Object> held() {
    Map<String, Object> held = new LinkedHashMap<>();
    held.put("reason", PublicText.of(text("reason")));
    held.put(
        "figures",
        status
            .path("evidence")
            .propertyStream()
            .filter(figure -> figure.getValue().isNumber())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new)));
    return held;
  }

  private List<String> alerts() {
    return status
        .path("alerts")
        .valueStream()
        .map(alert -> PublicText.of(alert.path("sentence").asString("")))
        .toList();
  }

  private String text(String member) {
    return status.path(member).asString("");
  }
}
