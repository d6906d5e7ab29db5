package dev.notely.gateway.status;

import dev.notely.gateway.proxy.MigrationClient;
import dev.notely.gateway.proxy.ProxyCallException;
import dev.notely.gateway.proxy.ProxyClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks for what the status page shows. What cannot be asked for is said, and nothing is guessed.
 */
public final class StatusCollector {
  /** Ended ones are newer than one that runs only if so many were begun meanwhile. */
  private static final int LOOKED_AT = 100;

  private static final int SHOWN = 5;
  private static final Set<String> ENDED = Set.of("COMPLETED", "ROLLED_BACK", "CANCELLED");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ProxyClient proxies;
  private final MigrationClient migrations;
  private final UserFigures users;
  private final InstantSource clock;

  /** A collector; its clients bound its time. */
  public StatusCollector(
      ProxyClient proxies, MigrationClient migrations, UserFigures users, InstantSource clock) {
    this.proxies = proxies;
    this.migrations = migrations;
    this.users = users;
    this.clock = clock;
  }

  /** The public document of this moment; blocking. */
  public String document() {
    return StatusDocument.of(facts());
  }

  private StatusFacts facts() {
    List<String> problems = new ArrayList<>();
    Instant at = clock.instant();
    Optional<Shown> shown = asked("the migrations", this::shown, problems);
    return new StatusFacts(
        at,
        users.lastMinute(),
        shown.map(Shown::statuses),
        shown.map(Shown::others).orElse(List.of()),
        asked("the stores", proxies::stores, problems),
        problems);
  }

  private record Shown(List<JsonNode> statuses, List<String> others) {}

  /** The most urgent ones; of those as urgent as one another, the newest. */
  private Shown shown() {
    List<JsonNode> known = JSON.readTree(migrations.list(LOOKED_AT).json()).valueStream().toList();
    List<JsonNode> open =
        known.stream()
            .filter(one -> !ENDED.contains(state(one)))
            .sorted(Comparator.comparing(one -> Urgency.of(state(one))))
            .toList();
    List<JsonNode> chosen =
        (open.isEmpty() ? known.stream().limit(1) : open.stream().limit(SHOWN)).toList();
    return new Shown(
        chosen.stream().map(one -> status(one.path("id").asLong())).toList(),
        open.stream().skip(SHOWN).map(StatusCollector::state).toList());
  }

  private static String state(JsonNode migration) {
    return migration.path("state").asString("");
  }

  private JsonNode status(long id) {
    return JSON.readTree(migrations.status(id).json());
  }

  private static <A> Optional<A> asked(String what, Supplier<A> ask, List<String> problems) {
    try {
      return Optional.of(ask.get());
    } catch (ProxyCallException e) {
      problems.add(what + " are not known now: " + why(e));
      return Optional.empty();
    }
  }

  private static String why(ProxyCallException failure) {
    return switch (failure.kind()) {
      case UNAVAILABLE -> "a part of the system does not answer";
      case OVERLOADED -> "a part of the system is too busy";
      case DEADLINE -> "the answer did not come in time";
      case NOT_FOUND, TAKEN, CONFLICT, INVALID, FAULT -> "a part of the system failed";
    };
  }
}
