package dev.notely.gateway.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as the contract has it: RFC 3339 times with milliseconds in UTC, unknown members ignored.
 */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Json() {}

  static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** A document that a proxy made. */
  static JsonNode tree(String document) {
    return MAPPER.readTree(document);
  }

  /** A JSON object from a body. */
  static JsonNode object(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node == null || !node.isObject()) {
        throw ProblemException.badRequest("the body is not a JSON object");
      }
      return node;
    } catch (JacksonException e) {
      throw ProblemException.badRequest("the body is not valid JSON" + where(e.getLocation()));
    }
  }

  private static String where(@Nullable TokenStreamLocation at) {
    return at == null || at.getLineNr() < 1
        ? ""
        : ": see line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** Unix milliseconds of a time, 0 where the member is absent. */
  static long time(JsonNode body, String member) {
    JsonNode value = body.get(member);
    if (value == null || value.isNull()) {
      return 0;
    }
    try {
      Instant time = Instant.parse(value.asString());
      if (time.isAfter(Instant.EPOCH) && !time.isAfter(LATEST)) {
        return Math.max(1, time.toEpochMilli());
      }
    } catch (DateTimeParseException | JacksonException e) {
      // said below
    }
    throw ProblemException.badRequest(
        member + " must be an RFC 3339 time from 1970 to 9999, such as 2026-01-31T12:00:00.000Z");
  }
}
