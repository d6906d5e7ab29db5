package dev.notely.gateway.status;

import dev.notely.gateway.proxy.StoreView;
import dev.notely.gateway.status.UserFigures.Felt;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What everybody may know of the system: how far migrations are, what users feel, how stores are.
 * No account, no note, no address, no person, no words that an operator wrote but the names of
 * migrations and waves. Pure.
 */
final class StatusDocument {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StatusDocument() {}

  static String of(StatusFacts facts) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("at", facts.at().toString());
    document.put("headline", headline(facts));
    document.put("users", users(facts.users()));
    document.put(
        "migrations",
        facts.migrations().map(all -> all.stream().map(MigrationView::of).toList()).orElse(null));
    document.put("moreMigrations", facts.others().size());
    document.put(
        "stores",
        facts.stores().map(all -> all.stream().map(StatusDocument::store).toList()).orElse(null));
    document.put("problems", facts.problems());
    return JSON.writeValueAsString(document);
  }

  private static String headline(StatusFacts facts) {
    if (facts.migrations().isEmpty()) {
      return "It is not known what moves.";
    }
    List<Urgency> open =
        Stream.concat(
                facts.migrations().get().stream().map(one -> one.path("state").asString("")),
                facts.others().stream())
            .map(Urgency::of)
            .toList();
    int held = Collections.frequency(open, Urgency.HELD);
    int moving = Collections.frequency(open, Urgency.MOVES);
    if (held > 0) {
      return held == 1 ? "A migration is held." : held + " migrations are held.";
    }
    if (moving > 0) {
      return moving == 1 ? "A migration is under way." : moving + " migrations are under way.";
    }
    return "Nothing moves.";
  }

  private static Map<String, Object> users(Felt felt) {
    Map<String, Object> users = new LinkedHashMap<>();
    users.put("measuredBy", "the gateway that answers");
    users.put("seconds", felt.seconds());
    users.put("perSecond", felt.seconds() > 0 ? rounded(felt.requests() / felt.seconds()) : 0);
    users.put("requests", felt.requests());
    users.put("failed", felt.failed());
    users.put("p50Ms", rounded(felt.p50Ms()));
    users.put("p99Ms", rounded(felt.p99Ms()));
    return users;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static Map<String, Object> store(StoreView store) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", store.name());
    one.put("state", store.state());
    one.put("schema", store.schema());
    one.put("accounts", store.accounts());
    one.put("notes", store.notes());
    one.put("copies", store.copies());
    one.put("bytes", store.bytes());
    one.put("freeBytes", store.freeBytes());
    return one;
  }
}
