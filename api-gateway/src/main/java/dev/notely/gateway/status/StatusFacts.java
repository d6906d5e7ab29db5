package dev.notely.gateway.status;

import dev.notely.gateway.proxy.StoreView;
import dev.notely.gateway.status.UserFigures.Felt;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What was found at one moment.
 *
 * @param migrations documents of GET /migrations/{id}: of those that have not ended, else of the
 *     latest; empty: they could not be asked for
 * @param others states of migrations that have not ended and are not among them
 * @param stores empty: they could not be asked for
 * @param problems a sentence for each thing that could not be asked for
 */
record StatusFacts(
    Instant at,
    Felt users,
    Optional<List<JsonNode>> migrations,
    List<String> others,
    Optional<List<StoreView>> stores,
    List<String> problems) {
  StatusFacts {
    others = List.copyOf(others);
    problems = List.copyOf(problems);
  }
}
