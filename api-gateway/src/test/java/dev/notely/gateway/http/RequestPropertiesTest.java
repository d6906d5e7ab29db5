package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a client sends, the answer is the contract's: never an accident of a parser. */
@NullUnmarked
class RequestPropertiesTest {
  private static final String ACCOUNT = "0190f3a2-0000-7000-8000-000000000001";
  private static final String NOTES = "/accounts/" + ACCOUNT + "/notes";
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static GatewayUnderTest gateway;

  @BeforeContainer
  static void start() throws IOException {
    gateway = new GatewayUnderTest();
  }

  @AfterContainer
  static void stop() {
    gateway.close();
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  /** As JSON in ASCII, so that lone surrogates arrive too. */
  private static String body(String member, String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
    return "{\"" + member + "\":\"" + escaped + "\"}";
  }

  @Property(tries = 300)
  void anAccountIdIsAUuidOrA400(@ForAll("segments") String id) {
    Reply reply = gateway.send("GET", "/accounts/" + quoted(id) + "/notes", "", Map.of());
    boolean uuid = id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    assertThat(reply.status()).isIn(uuid ? new Object[] {200} : new Object[] {400, 404});
  }

  @Provide
  Arbitrary<String> segments() {
    return Arbitraries.oneOf(
        Arbitraries.strings()
            .alpha()
            .numeric()
            .withChars('-', '.', ' ', '%', '~', '\u00e9')
            .ofMinLength(1)
            .ofMaxLength(40),
        Arbitraries.strings().withChars("0123456789abcdefABCDEF-").ofLength(36),
        Arbitraries.create(() -> java.util.UUID.randomUUID().toString()));
  }

  @Property(tries = 300)
  void aLimitIsANumberInItsRangeOrA400(@ForAll("limits") String limit) {
    Reply reply = gateway.send("GET", NOTES + "?limit=" + quoted(limit), "", Map.of());
    boolean fine =
        limit.matches("0{0,3}[1-9][0-9]{0,3}")
            && limit.length() <= 4
            && Integer.parseInt(limit) <= 1_000;
    assertThat(reply.status()).as(limit).isEqualTo(fine ? 200 : 400);
    if (!fine) {
      assertThat(reply.body().path("error").asString()).contains("limit must be 1 to 1000");
    }
  }

  @Provide
  Arbitrary<String> limits() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(-10, 1_010).map(String::valueOf),
        Arbitraries.strings().ascii().ofMaxLength(6).filter(text -> text.indexOf('\0') < 0),
        Arbitraries.strings().numeric().ofMaxLength(12));
  }

  @Property(tries = 300)
  void aCursorIsOneOfOursOrA400(@ForAll @Size(max = 20) byte[] bytes) {
    String cursor = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Reply reply = gateway.send("GET", NOTES + "?cursor=" + cursor, "", Map.of());
    assertThat(reply.status()).isEqualTo(bytes.length == 16 ? 200 : 400);
  }

  @Property(tries = 300)
  void aNameHasOneToAHundredCharactersOrIsA400(@ForAll("texts") String name) {
    Reply reply = gateway.send("POST", "/accounts", body("name", name), JSON);
    int length = name.codePointCount(0, name.length());
    boolean fine = length <= 100 && !name.isBlank() && !hasLoneSurrogate(name);
    assertThat(reply.status()).isEqualTo(fine ? 201 : 400);
    if (fine) {
      assertThat(reply.body().path("name").asString()).isEqualTo(name);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(140),
        Arbitraries.strings().withChars(' ', '\t', 'a').ofMaxLength(4),
        Arbitraries.integers().between(95, 105).map(n -> "\uD83D\uDE00".repeat(n)));
  }

  @Property(tries = 200)
  void aContentComesBackAsItWasSent(
      @ForAll("texts") String content, @ForAll @IntRange(min = 0, max = 2) int more) {
    String text = content + "x".repeat(more * 4_990);
    Reply reply = gateway.send("POST", NOTES, body("content", text), JSON);
    int length = text.codePointCount(0, text.length());
    boolean fine = length >= 1 && length <= 10_000 && !hasLoneSurrogate(text);
    if (body("content", text).length() > 64 * 1024) {
      assertThat(reply.status()).isEqualTo(413);
    } else {
      assertThat(reply.status()).isEqualTo(fine ? 201 : 400);
      if (fine) {
        assertThat(reply.body().path("content").asString()).isEqualTo(text);
      }
    }
  }

  @Property(tries = 300)
  void aBodyThatIsNoJsonObjectIsA400(@ForAll @Size(max = 60) byte[] bytes) {
    Reply reply = gateway.send("POST", NOTES, HttpRequest.BodyPublishers.ofByteArray(bytes), JSON);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Property(tries = 200)
  void anIfMatchIsATagOrA400(@ForAll("tags") String tag) {
    Reply created = gateway.send("POST", NOTES, "{\"content\":\"x\"}", JSON);
    String path = NOTES + "/" + created.body().path("id").asString();
    Reply reply =
        gateway.send(
            "PUT",
            path,
            "{\"content\":\"y\"}",
            Map.of("Content-Type", "application/json", "If-Match", tag));
    boolean tagOrStar = tag.trim().equals("*") || tag.trim().matches("\"[^\"]*\"");
    assertThat(reply.status() == 400).as(tag).isEqualTo(!tagOrStar);
  }

  @Provide
  Arbitrary<String> tags() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("\"*0123456789W/a,").ofMinLength(1).ofMaxLength(8),
        Arbitraries.longs().greaterOrEqual(0).map(number -> "\"" + number + "\""),
        Arbitraries.of("*", "\"1\"", "W/\"1\"", "\"1\", \"2\""));
  }

  @Property(tries = 200)
  void anIdempotencyKeyIsVisibleAsciiOrA400(@ForAll("keys") String key) {
    Reply reply =
        gateway.send(
            "POST",
            NOTES,
            "{\"content\":\"x\"}",
            Map.of("Content-Type", "application/json", "Idempotency-Key", key));
    boolean fine = key.length() <= 64 && key.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    assertThat(reply.status()).as(key).isEqualTo(fine ? 201 : 400);
  }

  @Provide
  Arbitrary<String> keys() {
    // What an HTTP header can carry: Java's client refuses the rest before it is sent.
    return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(70);
  }

  @Property(tries = 100)
  void aProblemIsAlwaysOneObject(@ForAll("texts") String unknown) {
    Reply reply = gateway.send("GET", NOTES + "?x" + quoted(unknown) + "=1", "", Map.of());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(MAPPER.readTree(reply.raw().body()).path("error").isString()).isTrue();
  }
}
