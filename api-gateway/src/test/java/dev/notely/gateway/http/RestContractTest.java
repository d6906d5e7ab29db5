package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.Outcome;
import io.grpc.Status;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every route and every error of the contract, against a real server with a proxy that fails as it
 * is told.
 */
class RestContractTest {
  private static final String ACCOUNT = "0190f3a2-0000-7000-8000-000000000001";
  private static final String NOTES = "/accounts/" + ACCOUNT + "/notes";
  private static final String NOTE = NOTES + "/0190f3a2-0000-7000-8000-000000000002";

  private GatewayUnderTest gateway;
  private FakeProxy proxy;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayUnderTest();
    proxy = gateway.proxy();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Reply send(String method, String path, String body, Map<String, String> headers) {
    return gateway.send(method, path, body, headers);
  }

  private Reply json(String method, String path, String body) {
    return send(method, path, body, Map.of("Content-Type", "application/json"));
  }

  private static void assertProblem(Reply reply, int status, String text) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.body().path("status").asInt()).isEqualTo(status);
    assertThat(reply.body().path("error").asString()).contains(text);
    assertThat(reply.body().path("detail").asString()).contains(text);
  }

  @Test
  void aNoteIsCreatedAndReadWithItsETag() {
    Reply created = json("POST", NOTES, "{\"content\":\"hello\",\"unknown\":1}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.body().path("createdAt").asString()).isEqualTo("1970-01-01T00:00:01.000Z");
    assertThat(created.body().path("creator").asString()).isEqualTo(ACCOUNT);
    String id = created.body().path("id").asString();
    assertThat(UUID.fromString(id).version()).isEqualTo(7);
    assertThat(send("GET", NOTES + "/" + id, "", Map.of()).body()).isEqualTo(created.body());
    assertThat(send("GET", NOTES, "", Map.of()).body().size()).isEqualTo(1);
    assertThat(send("DELETE", NOTES + "/" + id, "", Map.of()).status()).isEqualTo(204);
    assertProblem(send("GET", NOTES + "/" + id, "", Map.of()), 404, "Note not found");
  }

  @Test
  void tenThousandCharactersOfFourBytesAreANoteAndOneMoreIsNot() {
    String grin = "\uD83D\uDE00";
    assertThat(json("POST", NOTES, "{\"content\":\"" + grin.repeat(10_000) + "\"}").status())
        .isEqualTo(201);
    assertProblem(
        json("POST", NOTES, "{\"content\":\"" + grin.repeat(10_001) + "\"}"), 400, "10001");
  }

  @Test
  void anEmptyListIsAnArray() {
    Reply accounts = send("GET", "/accounts", "", Map.of());
    assertThat(accounts.status()).isEqualTo(200);
    assertThat(accounts.raw().body()).isEqualTo("[]");
  }

  @Test
  void aPageLinksToTheNext() {
    json("POST", NOTES, "{\"content\":\"a\"}");
    json("POST", NOTES, "{\"content\":\"b\"}");
    Reply page = send("GET", NOTES + "?limit=1", "", Map.of());
    assertThat(page.body().size()).isEqualTo(1);
    assertThat(page.header("Link")).startsWith("<" + NOTES + "?limit=1&cursor=").contains("next");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "\"text\"",
        "null",
        "{\"content\":",
        "{\"content\":7}",
        "{\"content\":null}",
        "{\"content\":\"\"}",
        "{}",
        "{\"content\":\"x\",\"id\":\"7\"}",
        "{\"content\":\"x\",\"createdAt\":\"yesterday\"}",
        "{\"content\":\"x\",\"updatedAt\":5}",
        "{\"content\":\"x\",\"updatedAt\":\"1969-12-31T23:59:59.999Z\"}",
        "{\"content\":\"x\",\"createdAt\":\"+999999999-01-01T00:00:00Z\"}",
        "{\"content\":\"x\",\"createdAt\":\"-999999999-01-01T00:00:00Z\"}",
        "{\"content\":\"lone \\ud800 surrogate\"}"
      })
  void badBodiesAreRefusedAndNothingIsStored(String body) {
    assertThat(json("POST", NOTES, body).status()).isEqualTo(400);
    assertThat(send("GET", NOTES, "", Map.of()).body().size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /accounts/7                  | 400 | account must be a UUID",
        "GET    | /accounts?limit=0            | 400 | limit must be 1 to 1000",
        "GET    | /accounts?page=2             | 400 | unknown query parameter 'page'",
        "GET    | /accounts?cursor=!           | 400 | cursor must be",
        "GET    | /nowhere                     | 404 | no such route",
        "DELETE | /accounts                    | 405 | GET, POST",
        "PATCH  | /healthz                     | 405 | GET",
      })
  void badRequestsSayWhatIsAllowed(String method, String path, int status, String text) {
    assertProblem(send(method, path, "", Map.of()), status, text);
  }

  @Test
  void accountsAreChecked() {
    assertThat(json("POST", "/accounts", "{\"name\":\"Ada\"}").status()).isEqualTo(201);
    assertProblem(json("POST", "/accounts", "{\"name\":\"  \"}"), 400, "name must have");
    assertProblem(json("POST", "/accounts", "{\"name\":\"" + "x".repeat(101) + "\"}"), 400, "name");
    assertProblem(
        json("POST", "/accounts", "{\"name\":\"a\",\"tier\":\"gold\"}"),
        400,
        "internal, free or enterprise");
    assertThat(json("POST", "/accounts", "{\"name\":\"Ada\"}").body().path("region").stringValue())
        .isEmpty();
    assertThat(
            json("POST", "/accounts", "{\"name\":\"Ada\",\"region\":\"eu-1\"}")
                .body()
                .path("region")
                .asString())
        .isEqualTo("eu-1");
    assertProblem(
        json("POST", "/accounts", "{\"name\":\"a\",\"region\":\"EU\"}"), 400, "region must have");
    assertProblem(send("GET", "/accounts/" + ACCOUNT, "", Map.of()), 404, "Account not found");
    assertProblem(
        json("PUT", "/accounts/" + ACCOUNT, "{\"isMigrating\":\"yes\"}"), 400, "isMigrating");
  }

  @Test
  void bodiesHaveATypeAndABound() {
    assertProblem(
        send("POST", NOTES, "{\"content\":\"x\"}", Map.of("Content-Type", "text/plain")),
        415,
        "application/json");
    assertProblem(
        json("POST", NOTES, "{\"content\":\"" + "x".repeat(70_000) + "\"}"), 413, "65536");
  }

  @ParameterizedTest
  @CsvSource({
    "ACCOUNT_NOT_FOUND, 404, Account not found",
    "ID_TAKEN, 409, taken",
    "OLDER_UPDATE, 409, not newer",
    "PRECONDITION_FAILED, 412, another version",
    "KEY_REUSED, 409, another request",
    "KEY_EXPIRED, 409, unknown"
  })
  void outcomesOfAWrite(Outcome outcome, int status, String text) {
    proxy.nextAnswer = NoteAnswer.newBuilder().setOutcome(outcome).build();
    assertProblem(json("PUT", NOTE, "{\"content\":\"x\"}"), status, text);
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, 429",
    "DEADLINE_EXCEEDED, 504",
    "INTERNAL, 500",
    "INVALID_ARGUMENT, 400"
  })
  void whatGoesWrongOnTheWay(Status.Code code, int status) {
    proxy.failures.add(code.toStatus().withDescription("told to"));
    Reply reply = send("GET", NOTE, "", Map.of());
    assertThat(reply.status()).isEqualTo(status);
    if (status == 429) {
      assertThat(reply.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void aWriteIsSentAgainUnderTheSameKey() {
    proxy.failures.add(Status.UNAVAILABLE);
    assertThat(json("POST", NOTES, "{\"content\":\"x\"}").status()).isEqualTo(201);
    assertThat(proxy.keys).hasSize(2).containsOnly(proxy.keys.element());
  }

  @Test
  void aClientsKeyIsPassedOnAndChecked() {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Idempotency-Key", "my-key");
    assertThat(send("POST", NOTES, "{\"content\":\"x\"}", headers).status()).isEqualTo(201);
    assertThat(proxy.keys.element().toStringUtf8()).isEqualTo("my-key");
    Map<String, String> tooLong =
        Map.of("Content-Type", "application/json", "Idempotency-Key", "k".repeat(65));
    assertProblem(
        send("POST", NOTES, "{\"content\":\"x\"}", tooLong), 400, "1 to 64 visible ASCII");
  }

  @Test
  void ifMatchIsOneStrongTag() {
    Map<String, String> weak = Map.of("Content-Type", "application/json", "If-Match", "W/\"1\"");
    assertProblem(send("PUT", NOTE, "{\"content\":\"x\"}", weak), 400, "If-Match");
  }

  @Test
  void withoutAProxyEverythingIsUnavailable() {
    proxy.die();
    Reply reply = send("GET", NOTE, "", Map.of());
    assertProblem(reply, 503, "");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertProblem(send("GET", "/healthz", "", Map.of()), 503, "no proxy is ready");
  }

  @Test
  void storesHaveLabelsAndSpace() {
    assertThat(send("GET", "/stores", "", Map.of()).raw().body())
        .contains("\"freeBytes\":7", "\"writesWaiting\":3", "\"labels\":{\"region\":\"eu\"}");
  }

  @Test
  void healthAndContract() {
    assertThat(send("GET", "/healthz", "", Map.of()).body().path("status").asString())
        .isEqualTo("ok");
    assertThat(send("GET", "/openapi", "", Map.of()).body().path("openapi").asString())
        .isEqualTo("3.1.0");
  }
}
