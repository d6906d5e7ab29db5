package dev.notely.gateway.http;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.ByteString;
import dev.notely.gateway.proxy.WriteKey;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What routes read from requests; what is wrong is named with what is allowed. */
final class Requests {
  static final int MAX_BODY = 64 * 1024;
  static final int MAX_PAGE = 1_000;
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
  private static final long CLIENT_KEY_MS = 10 * 60 * 1_000L;
  private static final long OWN_KEY_MS = 60 * 1_000L;

  private Requests() {}

  /** A UUID in the path. */
  static UUID id(ServerRequest request, String parameter) {
    return uuid(parameter, request.path().pathParameters().get(parameter));
  }

  static UUID uuid(String field, String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text.toLowerCase(Locale.ROOT))) { // Java's parser takes other forms
        return id;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw ProblemException.badRequest(field + " must be a UUID");
  }

  /** The body as a JSON object; its bytes are counted before anything is parsed. */
  static JsonNode body(ServerRequest request) {
    return Json.object(bytes(request, MAX_BODY));
  }

  /** The bytes of a JSON body. */
  static byte[] bytes(ServerRequest request, int atMost) {
    String type =
        request.headers().first(HeaderNames.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    String plain = type.split(";", 2)[0].trim();
    if (!plain.isEmpty() && !plain.equals("application/json") && !plain.endsWith("+json")) {
      throw new ProblemException(415, "Content-Type must be application/json");
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes(atMost + 1);
      if (bytes.length > atMost) {
        throw new ProblemException(413, "the body has more than " + atMost + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw ProblemException.badRequest("the body could not be read");
    }
  }

  /** A string member, empty where it is absent. */
  static String text(JsonNode body, String member) {
    JsonNode value = body.get(member);
    if (value == null || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw ProblemException.badRequest(member + " must be a string");
    }
    return value.asString();
  }

  static Optional<Boolean> flag(JsonNode body, String member) {
    JsonNode value = body.get(member);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw ProblemException.badRequest(member + " must be true or false");
    }
    return Optional.of(value.asBoolean());
  }

  /** Content of a note: 1 to 10,000 characters, counted as code points. */
  static String content(JsonNode body) {
    String content = text(body, "content");
    int length = content.codePointCount(0, content.length());
    if (length < 1 || length > 10_000) {
      throw ProblemException.badRequest(
          "content must have 1 to 10000 characters, it has " + length);
    }
    if (hasLoneSurrogate(content)) {
      throw ProblemException.badRequest("content must be valid Unicode");
    }
    return content;
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  static String name(JsonNode body) {
    String name = text(body, "name");
    int length = name.codePointCount(0, name.length());
    if (name.isBlank() || length > 100 || hasLoneSurrogate(name)) {
      throw ProblemException.badRequest("name must have 1 to 100 characters and not be blank");
    }
    return name;
  }

  static String tier(JsonNode body) {
    String tier = text(body, "tier");
    if (!Set.of("", "internal", "free", "enterprise").contains(tier)) {
      throw ProblemException.badRequest("tier must be internal, free or enterprise");
    }
    return tier;
  }

  static String region(JsonNode body) {
    String region = text(body, "region");
    if (!region.matches("[a-z0-9-]{0,50}")) {
      throw ProblemException.badRequest("region must have 1 to 50 characters of a-z, 0-9 and '-'");
    }
    return region;
  }

  /**
   * The client's key, or one of our own. One request makes one key; all attempts of it share the
   * expiry.
   */
  static WriteKey key(ServerRequest request) {
    long now = System.currentTimeMillis();
    Optional<String> given = request.headers().first(IDEMPOTENCY_KEY);
    if (given.isEmpty()) {
      UUID own = UuidCreator.getTimeOrderedEpoch();
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(own.getMostSignificantBits()).putLong(own.getLeastSignificantBits()).flip();
      return new WriteKey(ByteString.copyFrom(bytes), now + OWN_KEY_MS);
    }
    String key = given.get();
    if (key.isEmpty() || key.length() > 64 || !key.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      throw ProblemException.badRequest(
          "Idempotency-Key must have 1 to 64 visible ASCII characters");
    }
    return new WriteKey(ByteString.copyFromUtf8(key), now + CLIENT_KEY_MS);
  }

  /** The version that If-Match asks for, 0 where it asks for none. */
  static long ifMatch(ServerRequest request) {
    Optional<String> header = request.headers().first(HeaderNames.IF_MATCH);
    if (header.isEmpty() || header.get().trim().equals("*")) {
      return 0;
    }
    String tag = header.get().trim();
    if (tag.matches("\"[1-9][0-9]{0,17}\"")) {
      return Long.parseLong(tag.substring(1, tag.length() - 1));
    }
    if (tag.matches("\"[^\"]*\"")) {
      return Long.MAX_VALUE; // a well-formed tag that no version of ours has
    }
    throw ProblemException.badRequest("If-Match must be one strong ETag or *");
  }

  /** A page that is asked for. */
  record PageRequest(int limit, Optional<UUID> after) {}

  static PageRequest page(ServerRequest request) {
    allowQuery(request, List.of("limit", "cursor"));
    return new PageRequest(
        limit(request, MAX_PAGE),
        request.query().contains("cursor")
            ? Optional.of(cursor(request.query().get("cursor")))
            : Optional.empty());
  }

  /** The page size that is asked for, without one the largest. */
  static int limit(ServerRequest request, int largest) {
    if (!request.query().contains("limit")) {
      return largest;
    }
    String text = request.query().get("limit");
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > largest) {
      throw ProblemException.badRequest("limit must be 1 to " + largest);
    }
    return Integer.parseInt(text);
  }

  static void allowQuery(ServerRequest request, List<String> allowed) {
    for (String name : request.query().names()) {
      if (!allowed.contains(name)) {
        throw ProblemException.badRequest(
            "unknown query parameter '" + name + "'; allowed are " + allowed);
      }
    }
  }

  private static UUID cursor(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == 16) {
        return new UUID(bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw ProblemException.badRequest("cursor must be one that a Link header gave");
  }

  static String cursor(UUID last) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(last.getMostSignificantBits()).putLong(last.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
