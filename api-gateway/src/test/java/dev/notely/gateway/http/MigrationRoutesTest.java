package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.notely.gateway.http.GatewayUnderTest.Reply;
import dev.notely.proto.migrations.v1.CommandRequest;
import dev.notely.proto.migrations.v1.Inconsistency;
import dev.notely.proto.migrations.v1.Limits;
import dev.notely.proto.migrations.v1.ListAccounts;
import dev.notely.proto.migrations.v1.ListEvents;
import dev.notely.proto.migrations.v1.ListInconsistencies;
import dev.notely.proto.migrations.v1.ListMigrations;
import dev.notely.proto.migrations.v1.ListMismatches;
import dev.notely.proto.migrations.v1.ListUnexpectedData;
import dev.notely.proto.migrations.v1.MigrationId;
import dev.notely.proto.migrations.v1.MirrorsOf;
import dev.notely.proto.migrations.v1.ResolveUnexpectedData;
import dev.notely.proto.migrations.v1.Specification;
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

/** The routes of migrations: what reaches a proxy, what comes back, and what is refused. */
class MigrationRoutesTest {
  private static final String ACCOUNT = "0190f3a2-0000-7000-8000-000000000001";
  private static final String NOTE = "0190f3a2-0000-7000-8000-000000000002";
  private static final String SPECIFICATION = "{ \"name\": \"größer\",\n \"from\": [1.50] }";

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

  private Reply get(String path) {
    return gateway.send("GET", path, "", Map.of());
  }

  private Reply json(String method, String path, String body) {
    return gateway.send(method, path, body, Map.of("Content-Type", "application/json"));
  }

  private static ByteString bytes(String id) {
    UUID uuid = UUID.fromString(id);
    return ByteString.copyFrom(
        java.nio.ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip());
  }

  private static void assertProblem(Reply reply, int status, String text) {
    assertThat(reply.body().path("error").asString()).contains(text);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void documentsPassThroughUntouched() {
    Reply plan = json("POST", "/migrations?dryRun=true", SPECIFICATION);
    assertThat(plan.status()).isEqualTo(200);
    assertThat(plan.raw().body()).isEqualTo("{ \"plan\":1 }");
    assertThat(plan.header("Content-Type")).isEqualTo("application/json");
    Reply created =
        gateway.send(
            "POST",
            "/migrations",
            SPECIFICATION,
            Map.of("Content-Type", "application/json", "Actor", "ada"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(proxy.asked)
        .containsExactly(
            Specification.newBuilder().setJson(SPECIFICATION).setActor("operator").build(),
            Specification.newBuilder().setJson(SPECIFICATION).setActor("ada").build());
  }

  @Test
  void listAndStatus() {
    assertThat(get("/migrations?limit=3").raw().body()).isEqualTo("[]");
    assertThat(get("/migrations/7").body().path("id").asInt()).isEqualTo(1);
    assertThat(proxy.asked)
        .containsExactly(
            ListMigrations.newBuilder().setLimit(3).build(),
            MigrationId.newBuilder().setId(7).build());
  }

  @Test
  void accountsArePagedByTheCursorOfTheProxy() {
    Reply page = get("/migrations/7/accounts?limit=2&state=MOVED,WAITING&state=COPYING");
    assertThat(page.status()).isEqualTo(200);
    String next = "/migrations/7/accounts?limit=2&cursor=a+b%26c&state=MOVED,WAITING,COPYING";
    assertThat(page.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(get(next).status()).isEqualTo(200);
    ListAccounts first =
        ListAccounts.newBuilder()
            .setId(7)
            .setLimit(2)
            .addStates("MOVED")
            .addStates("WAITING")
            .addStates("COPYING")
            .build();
    assertThat(proxy.asked).containsExactly(first, first.toBuilder().setAfter("a b&c").build());
  }

  @Test
  void mirrorsAreThoseOfAllOrNarrowedToAnAccount() {
    assertThat(get("/migrations/7/mirrors").status()).isEqualTo(200);
    assertThat(get("/migrations/7/mirrors?account=" + ACCOUNT).status()).isEqualTo(200);
    MirrorsOf all = MirrorsOf.newBuilder().setId(7).build();
    assertThat(proxy.asked)
        .containsExactly(all, all.toBuilder().setAccount(bytes(ACCOUNT)).build());
  }

  @Test
  void theLedgerIsPaged() {
    Reply page = get("/migrations/7/mismatches?limit=2");
    String next = "/migrations/7/mismatches?limit=2&cursor=a%2Fk";
    assertThat(page.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(get(next).status()).isEqualTo(200);
    ListMismatches first = ListMismatches.newBuilder().setId(7).setLimit(2).build();
    assertThat(proxy.asked).containsExactly(first, first.toBuilder().setAfter("a/k").build());
  }

  @Test
  void whatUsersReportedIsPaged() {
    Reply page = get("/consistency-reports?limit=2&migration=7");
    String next = "/consistency-reports?limit=2&cursor=42&migration=7";
    assertThat(page.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(get(next).status()).isEqualTo(200);
    assertThat(get("/consistency-reports").status()).isEqualTo(200);
    ListInconsistencies first =
        ListInconsistencies.newBuilder().setMigration(7).setLimit(2).build();
    assertThat(proxy.asked)
        .containsExactly(
            first,
            first.toBuilder().setBefore(42).build(),
            ListInconsistencies.newBuilder().setLimit(1_000).build());
  }

  @Test
  void unexpectedDataIsPaged() {
    Reply page = get("/migrations/7/unexpected-data?limit=2");
    String next = "/migrations/7/unexpected-data?limit=2&cursor=a%2Fb%2F1";
    assertThat(page.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(get(next).status()).isEqualTo(200);
    ListUnexpectedData first = ListUnexpectedData.newBuilder().setId(7).setLimit(2).build();
    assertThat(proxy.asked).containsExactly(first, first.toBuilder().setAfter("a/b/1").build());
  }

  @Test
  void aRowIsResolved() {
    Reply fixed =
        json(
            "POST",
            "/migrations/7/unexpected-data",
            "{\"store\":\"legacy\",\"source\":\"notes\",\"row\":-3,\"action\":\"fix\",\"id\":\""
                + ACCOUNT
                + "\",\"createdAt\":\"1970-01-01T00:00:01Z\",\"content\":\"c\",\"reason\":\"r\"}");
    assertThat(fixed.raw().body()).isEqualTo("{\"action\":\"fix\"}");
    assertThat(proxy.asked)
        .containsExactly(
            ResolveUnexpectedData.newBuilder()
                .setId(7)
                .setActor("operator")
                .setReason("r")
                .setStore("legacy")
                .setSource("notes")
                .setRow(-3)
                .setNote(bytes(ACCOUNT))
                .setCreatedAtMs(1_000)
                .setContent("c")
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | reason is required",
        "{'reason':'r'} | action is required",
        "{'reason':'r','action':'keep'} | action must be 'fix' or 'drop', not 'keep'",
        "{'reason':'r','action':'drop'} | store is required",
        "{'reason':'r','action':'drop','store':'s'} | source is required",
        "{'reason':'r','action':'drop','store':'s','source':'notes'} | row must be the number",
        "{'reason':'r','action':'drop','store':'s','source':'notes','row':1.5} | row must be",
        "{'reason':'r','action':'fix','store':'s','source':'n','row':1,'id':'x'} | id must be a",
        "{'reason':'r','action':'fix','store':'s','source':'n','row':1,'content':''} | content must",
        "{'reason':'r','action':'fix','store':'s','source':'n','row':1,'createdAt':1} | createdAt",
      })
  void aResolutionThatIsWrongNamesTheMember(String body, String sentence) {
    Reply reply = json("POST", "/migrations/7/unexpected-data", body.replace('\'', '"'));
    assertProblem(reply, 400, sentence);
    assertThat(proxy.asked).isEmpty();
  }

  @Test
  void eventsOfAMoveWithoutAMigrationAreTheAccounts() {
    assertThat(get("/accounts/" + ACCOUNT + "/events?limit=5").header("Link"))
        .contains("/accounts/" + ACCOUNT + "/events?limit=5&cursor=42");
    assertThat(proxy.asked)
        .containsExactly(ListEvents.newBuilder().setLimit(5).setAccount(bytes(ACCOUNT)).build());
  }

  @Test
  void eventsArePagedAndNarrowedToAnAccount() {
    Reply page = get("/migrations/7/events?account=" + ACCOUNT);
    String next = "/migrations/7/events?limit=1000&cursor=42&account=" + ACCOUNT;
    assertThat(page.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    assertThat(get(next).status()).isEqualTo(200);
    ListEvents first =
        ListEvents.newBuilder().setId(7).setLimit(1000).setAccount(bytes(ACCOUNT)).build();
    assertThat(proxy.asked).containsExactly(first, first.toBuilder().setAfter(42).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start",
        "cancel",
        "pause",
        "resume",
        "release",
        "rollback",
        "finish",
        "verify",
        "repair"
      })
  void commands(String command) {
    Reply plain = gateway.send("POST", "/migrations/7/" + command, "", Map.of());
    assertThat(plain.status()).isEqualTo(200);
    assertThat(plain.body().path("command").asString()).isEqualTo(command);
    json(
        "POST",
        "/migrations/7/" + command,
        "{\"reason\":\"mended\",\"account\":\"" + ACCOUNT + "\"}");
    CommandRequest first =
        CommandRequest.newBuilder().setId(7).setCommand(command).setActor("operator").build();
    assertThat(proxy.asked)
        .containsExactly(
            first, first.toBuilder().setReason("mended").setAccount(bytes(ACCOUNT)).build());
  }

  @Test
  void limitsAndReports() {
    assertThat(
            json(
                    "PATCH",
                    "/migrations/7",
                    "{\"limits\":{\"concurrentAccounts\":2},\"reason\":\"calm\"}")
                .status())
        .isEqualTo(200);
    assertThat(
            json(
                    "POST",
                    "/consistency-reports",
                    "{\"account\":\""
                        + ACCOUNT
                        + "\",\"note\":\""
                        + NOTE
                        + "\",\"expected\":\"a\",\"actual\":\"b\",\"traceId\":\"t\"}")
                .status())
        .isEqualTo(202);
    assertThat(proxy.asked)
        .containsExactly(
            Limits.newBuilder()
                .setId(7)
                .setJson("{\"concurrentAccounts\":2}")
                .setActor("operator")
                .setReason("calm")
                .build(),
            Inconsistency.newBuilder()
                .setAccount(bytes(ACCOUNT))
                .setNote(bytes(NOTE))
                .setExpected("a")
                .setActual("b")
                .setTraceId("t")
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET   | /migrations?limit=501              |                   | 400 | limit must be 1 to 500",
        "GET   | /migrations?cursor=1               |                   | 400 | unknown query parameter",
        "POST  | /migrations?dryRun=yes             | {}                | 400 | dryRun must be true or false",
        "POST  | /migrations                        | []                | 400 | not a JSON object",
        "POST  | /migrations                        | {\"name\":         | 400 | not valid JSON: see line 1, column",
        "GET   | /migrations/x                      |                   | 400 | named by its number",
        "GET   | /migrations/7/accounts?state=moved | | 400 | names of states",
        "GET   | /migrations/7/events?cursor=x      |                   | 400 | cursor must be one",
        "GET   | /migrations/7/mirrors?account=x    |                   | 400 | account must be a UUID",
        "GET   | /migrations/7/mirrors?limit=3      |                   | 400 | unknown query parameter",
        "GET   | /migrations/7/events?account=x     |                   | 400 | account must be a UUID",
        "GET   | /consistency-reports?migration=m  |                   | 400 | named by its number",
        "POST  | /migrations/7/explode              |                   | 404 | known are start, cancel",
        "POST  | /migrations/7/pause                | {\"reason\":1}     | 400 | reason must be a string",
        "POST  | /migrations/7/repair               | {\"account\":\"x\"} | 400 | account must be a UUID",
        "POST  | /migrations/7/events               |                   | 405 | GET",
        "PATCH | /migrations/7                      | {\"limits\":4}     | 400 | limits must be an object",
        "POST  | /consistency-reports               | {\"account\":\"x\"} | 400 | account must be a UUID",
      })
  void badRequestsSayWhatIsAllowed(
      String method, String path, String body, int status, String text) {
    assertProblem(json(method, path, body == null ? "" : body), status, text);
    assertThat(proxy.asked).isEmpty();
  }

  @Test
  void specificationsAndReasonsHaveBounds() {
    String reason = "{\"reason\":\"" + "x".repeat(1_001) + "\"}";
    assertProblem(json("POST", "/migrations/7/pause", reason), 400, "at most 1000 characters");
    String large = "{\"name\":\"" + "x".repeat(1_000_000) + "\"}";
    assertThat(json("POST", "/migrations", large).status()).isEqualTo(201);
    String tooLarge = "{\"name\":\"" + "x".repeat(1_048_576) + "\"}";
    assertProblem(json("POST", "/migrations", tooLarge), 413, "1048576");
    Map<String, String> noName = Map.of("Actor", "two words");
    assertProblem(
        gateway.send("POST", "/migrations/7/pause", "", noName), 400, "1 to 60 visible ASCII");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, 404, Migration not found",
    "ALREADY_EXISTS, 409, a migration of this name",
    "FAILED_PRECONDITION, 409, told to",
    "INVALID_ARGUMENT, 400, told to"
  })
  void whatAProxyRefuses(Status.Code code, int status, String text) {
    proxy.failures.add(code.toStatus().withDescription("told to"));
    assertProblem(json("POST", "/migrations", "{}"), status, text);
  }

  @Test
  void aCommandIsSentAgainAndACreationIsNot() {
    proxy.failures.add(Status.UNAVAILABLE);
    assertThat(json("POST", "/migrations/7/pause", "").status()).isEqualTo(200);
    assertThat(proxy.asked).hasSize(2);
    proxy.failures.add(Status.UNAVAILABLE);
    assertProblem(json("POST", "/migrations", "{}"), 503, "look at GET /migrations");
    assertThat(proxy.asked).hasSize(3);
  }

  @Test
  void operatorsShowTheirTokenAndReportersDoNot() throws IOException {
    try (GatewayUnderTest guarded = new GatewayUnderTest("secret")) {
      for (String path : new String[] {"", "/7", "/7/accounts", "/7/events", "/7/mismatches"}) {
        assertProblem(guarded.send("GET", "/migrations" + path, "", Map.of()), 401, "bearer token");
      }
      assertProblem(guarded.send("GET", "/consistency-reports", "", Map.of()), 401, "token");
      assertProblem(guarded.send("POST", "/migrations", "{}", Map.of()), 401, "token");
      assertProblem(guarded.send("POST", "/migrations/7/pause", "", Map.of()), 401, "token");
      assertProblem(guarded.send("PATCH", "/migrations/7", "{}", Map.of()), 401, "token");
      Map<String, String> token = Map.of("Authorization", "Bearer secret");
      assertThat(guarded.send("GET", "/migrations", "", token).status()).isEqualTo(200);
      String report = "{\"account\":\"" + ACCOUNT + "\",\"note\":\"" + NOTE + "\"}";
      assertThat(guarded.send("POST", "/consistency-reports", report, Map.of()).status())
          .isEqualTo(202);
    }
  }
}
