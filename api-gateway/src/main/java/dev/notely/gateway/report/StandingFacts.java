package dev.notely.gateway.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Where a migration stands, as names and values; what is not known is left out. */
final class StandingFacts {
  private final JsonNode standing;
  private final List<List<String>> rows = new ArrayList<>();

  private StandingFacts(JsonNode standing) {
    this.standing = standing;
  }

  static List<List<String>> of(JsonNode standing) {
    StandingFacts facts = new StandingFacts(standing);
    facts.add("since", facts.text("since") + ", by " + facts.text("by"));
    facts.add("reason", facts.text("reason"));
    facts.add("evidence", Values.pairs(standing.path("evidence")));
    facts.add("moved", facts.text("done") + " of " + facts.text("total") + " accounts");
    facts.add("accounts by state", Values.pairs(standing.path("accountsByState")));
    facts.add("forecast", Values.text(standing.path("forecast").path("sentence")));
    facts.add("deadline", facts.deadline());
    facts.add("stands still", facts.text("standstill"));
    facts.add("throttled by", Values.text(standing.path("throttle").path("now")));
    facts.add("former homes lack", facts.lag());
    facts.add("accounts that fail", facts.failures());
    return facts.rows;
  }

  private String deadline() {
    JsonNode met = standing.path("deadlineWillBeMet");
    String sure = met.isBoolean() ? met.booleanValue() ? ", will be met" : ", will not be met" : "";
    return text("deadline").isEmpty() ? "" : text("deadline") + sure;
  }

  private String lag() {
    long records = standing.path("lag").path("records").asLong(0);
    return records == 0
        ? ""
        : records + " records, for " + standing.path("lag").path("millis").asLong(0) + " ms";
  }

  private String failures() {
    return String.join(
        "; ",
        standing
            .path("failures")
            .valueStream()
            .map(one ->
                Values.text(one.path("account"))
                    + " ("
                    + Values.text(one.path("times"))
                    + " times: "
                    + Values.text(one.path("reason"))
                    + ")")
            .toList());
  }

  private String text(String member) {
    return Values.text(standing.path(member));
  }

  private void add(String name, String value) {
    if (!value.isEmpty()) {
      rows.add(List.of(name, value));
    }
  }
}
