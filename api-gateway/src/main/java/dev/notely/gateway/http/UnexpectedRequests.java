package dev.notely.gateway.http;

import dev.notely.gateway.proxy.RowResolution;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What an operator decides about a row that is no record: every refusal names its member. */
final class UnexpectedRequests {
  private UnexpectedRequests() {}

  static RowResolution resolution(JsonNode body) {
    required(body, "reason");
    String action = required(body, "action");
    boolean drop =
        switch (action) {
          case "drop" -> true;
          case "fix" -> false;
          default ->
              throw ProblemException.badRequest(
                  "action must be 'fix' or 'drop', not '" + action + "'");
        };
    return new RowResolution(
        required(body, "store"),
        required(body, "source"),
        row(body),
        drop,
        optionalId(body, "id"),
        Json.time(body, "createdAt"),
        Json.time(body, "updatedAt"),
        body.has("content") ? Requests.content(body) : "",
        optionalId(body, "account"));
  }

  private static String required(JsonNode body, String member) {
    String text = Requests.text(body, member);
    if (text.isBlank()) {
      throw ProblemException.badRequest(member + " is required");
    }
    return text;
  }

  private static long row(JsonNode body) {
    JsonNode row = body.path("row");
    if (!row.isIntegralNumber() || !row.canConvertToLong()) {
      throw ProblemException.badRequest("row must be the number of a row");
    }
    return row.longValue();
  }

  private static Optional<UUID> optionalId(JsonNode body, String member) {
    String text = Requests.text(body, member);
    return text.isEmpty() ? Optional.empty() : Optional.of(Requests.uuid(member, text));
  }
}
