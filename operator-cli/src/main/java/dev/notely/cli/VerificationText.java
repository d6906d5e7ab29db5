package dev.notely.cli;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The result of a verification for people. Pure. */
final class VerificationText {
  private VerificationText() {}

  static List<String> lines(JsonNode result) {
    List<String> lines = new ArrayList<>();
    String verdict = Members.text(result, "verification");
    lines.add(
        (verdict.isEmpty() ? "" : verdict + ": ")
            + Figures.count(Members.count(result, "equal"))
            + " of "
            + Figures.count(Members.count(result, "accounts"))
            + " accounts are equal, "
            + Figures.count(Members.count(result, "pending"))
            + " pending, "
            + Figures.count(result.path("corrupt").size())
            + " corrupt records, "
            + Figures.count(Members.count(result, "recordsPerSecond"))
            + " records/s");
    for (JsonNode corrupt : result.path("corrupt")) {
      lines.add(
          "  corrupt: account "
              + Members.text(corrupt, "account")
              + " at "
              + Members.text(corrupt, "store")
              + ", record "
              + Members.text(corrupt, "key")
              + ": "
              + Members.text(corrupt, "what"));
    }
    return lines;
  }
}
