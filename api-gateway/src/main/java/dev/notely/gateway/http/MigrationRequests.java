package dev.notely.gateway.http;

import dev.notely.gateway.proxy.Asker;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What the routes of migrations read from requests. */
final class MigrationRequests {
  private static final int MAX_SPECIFICATION = 1024 * 1024;
  private static final int MAX_REASON = 1_000;
  private static final HeaderName ACTOR = HeaderNames.create("Actor");

  private MigrationRequests() {}

  /** The number of a migration, in the path. */
  static long id(ServerRequest request) {
    return id(request.path().pathParameters().get("migration"));
  }

  /** The number of a migration, in the query. */
  static Optional<Long> migration(ServerRequest request) {
    return request.query().first("migration").asOptional().map(MigrationRequests::id);
  }

  private static long id(String text) {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw ProblemException.badRequest("a migration is named by its number");
    }
    return Long.parseLong(text);
  }

  /** Who asks. */
  static String actor(ServerRequest request) {
    String actor = request.headers().first(ACTOR).orElse("operator");
    if (!actor.matches("[\\x21-\\x7E]{1,60}")) {
      throw ProblemException.badRequest("Actor must have 1 to 60 visible ASCII characters");
    }
    return actor;
  }

  static Asker asker(ServerRequest request, JsonNode body) {
    String reason = Requests.text(body, "reason");
    if (reason.codePointCount(0, reason.length()) > MAX_REASON) {
      throw ProblemException.badRequest("reason must have at most " + MAX_REASON + " characters");
    }
    return new Asker(actor(request), reason);
  }

  /** A specification, as it was written: who parses it names what is wrong by its path. */
  static String specification(ServerRequest request) {
    byte[] bytes = Requests.bytes(request, MAX_SPECIFICATION);
    Json.object(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.badRequest("the body is not valid UTF-8");
    }
  }

  /** The body, an empty object where there is none. */
  static JsonNode optionalBody(ServerRequest request) {
    byte[] bytes = Requests.bytes(request, Requests.MAX_BODY);
    return Json.object(bytes.length == 0 ? new byte[] {'{', '}'} : bytes);
  }

  static boolean dryRun(ServerRequest request) {
    Requests.allowQuery(request, List.of("dryRun"));
    String text = request.query().first("dryRun").orElse("false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ProblemException.badRequest("dryRun must be true or false");
    };
  }

  /** States of accounts: repeated, or separated by commas. */
  static List<String> states(ServerRequest request) {
    if (!request.query().contains("state")) {
      return List.of();
    }
    List<String> states =
        request.query().all("state").stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .distinct()
            .toList();
    if (states.size() > 50 || !states.stream().allMatch(state -> state.matches("[A-Z_]{1,40}"))) {
      throw ProblemException.badRequest("state must be names of states, such as WAITING,MOVED");
    }
    return states;
  }

  static Optional<UUID> account(ServerRequest request) {
    return request
        .query()
        .first("account")
        .asOptional()
        .map(text -> Requests.uuid("account", text));
  }

  static String cursor(ServerRequest request) {
    String cursor = request.query().first("cursor").orElse("");
    if (cursor.length() > 500) {
      throw badCursor();
    }
    return cursor;
  }

  /** A cursor that is a number, as of an event; 0: from the first. */
  static long eventCursor(ServerRequest request) {
    String cursor = cursor(request);
    if (cursor.isEmpty()) {
      return 0;
    }
    if (!cursor.matches("[0-9]{1,18}")) {
      throw badCursor();
    }
    return Long.parseLong(cursor);
  }

  private static ProblemException badCursor() {
    return ProblemException.badRequest("cursor must be one that a Link header gave");
  }
}
