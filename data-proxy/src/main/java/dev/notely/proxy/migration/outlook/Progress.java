package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.outlook.Alert.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a leader reports, as the catalog keeps it for whoever asks, and for the next leader.
 *
 * @param accountsPerSecond that arrived of late, while the migration moved
 * @param spread what is not known of that, as a part of it
 * @param recordsPerSecond over the last half minute
 * @param lagRecords that the stores left behind lacked at the last pass
 * @param lagMillis since a pass before it had copied everything, 0 if nothing was lacking
 * @param standstill why nothing moves, empty if something does
 * @param stalled it has been so for long enough to be looked at
 * @param overlay what former homes still have of overlaid accounts
 * @param alerts that last
 */
public record Progress(
    double accountsPerSecond,
    double spread,
    double recordsPerSecond,
    long lagRecords,
    long lagMillis,
    String standstill,
    boolean stalled,
    Overlay overlay,
    List<Open> alerts) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Progress {
    alerts = List.copyOf(alerts);
  }

  /** An alert that lasts. */
  public record Open(Kind kind, Instant since, String sentence) {}

  /** How fast accounts arrive. */
  public Rate rate() {
    return new Rate(accountsPerSecond, spread);
  }

  /** The cause of a standstill that has lasted. */
  public String cause() {
    return stalled ? standstill : "";
  }

  public String json() {
    return JSON.writeValueAsString(this);
  }

  /** Of a document, which may be empty, or of a release that knew less or more. */
  public static Progress of(String json) {
    JsonNode document = json.isEmpty() ? JSON.createObjectNode() : JSON.readTree(json);
    return new Progress(
        document.path("accountsPerSecond").asDouble(0),
        document.path("spread").asDouble(0),
        document.path("recordsPerSecond").asDouble(0),
        document.path("lagRecords").asLong(0),
        document.path("lagMillis").asLong(0),
        document.path("standstill").asString(""),
        document.path("stalled").asBoolean(false),
        overlay(document.path("overlay")),
        document.path("alerts").valueStream().flatMap(alert -> open(alert).stream()).toList());
  }

  private static Overlay overlay(JsonNode document) {
    return new Overlay(
        document.path("accounts").asLong(0),
        document.path("notes").asLong(0),
        document.path("movedPerSecond").asDouble(0),
        document.path("sampleRecords").asLong(0),
        document.path("sampleMillis").asLong(0));
  }

  private static Optional<Open> open(JsonNode alert) {
    String name = alert.path("kind").asString("");
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .map(kind ->
            new Open(
                kind,
                Instant.parse(alert.path("since").asString("")),
                alert.path("sentence").asString("")));
  }
}
