package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import dev.notely.proto.migrations.v1.MigrationId;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which form a report is answered, and to whom. */
class ReportRoutesTest {
  private static final String REPORT = "/migrations/7/report";

  private GatewayUnderTest gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayUnderTest();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Reply get(String path, String accept) {
    return gateway.send("GET", path, "", accept.isEmpty() ? Map.of() : Map.of("Accept", accept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "             | '' | application/json         | json",
        "             | */* | application/json        | json",
        "             | text/html,application/xhtml+xml,*/*;q=0.8 | text/html; charset=utf-8 |"
            + " html",
        "             | text/markdown | text/markdown; charset=utf-8 | md",
        "?format=json | text/html | application/json | json",
        "?format=html | '' | text/html; charset=utf-8 | html",
        "?format=md   | application/json | text/markdown; charset=utf-8 | md",
      })
  void theParameterOrTheHeaderChooses(
      String query, String accept, String contentType, String extension) {
    Reply reply = get(REPORT + (query == null ? "" : query), accept);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(contentType);
    assertThat(reply.header("Content-Disposition")).endsWith("\"n-report." + extension + "\"");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(gateway.proxy().asked).containsExactly(MigrationId.newBuilder().setId(7).build());
  }

  @Test
  void eachFormTellsTheSame() {
    assertThat(get(REPORT, "").body().path("summary").asString()).isEqualTo("a | <b>");
    assertThat(get(REPORT, "text/markdown").raw().body()).contains("a \\| \\<b\\>");
    Reply html = get(REPORT, "text/html");
    assertThat(html.raw().body()).contains("a | &lt;b&gt;");
    assertThat(html.header("Content-Security-Policy"))
        .contains("default-src 'none'")
        .doesNotContain("script-src");
  }

  @Test
  void anythingElseIsRefusedWithWhatIsAllowed() {
    Reply unknown = get(REPORT + "?format=pdf", "");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body().path("error").asString())
        .isEqualTo("format is 'pdf'; it is one of html, json, md");
    Reply unacceptable = get(REPORT, "application/pdf");
    assertThat(unacceptable.status()).isEqualTo(406);
    assertThat(unacceptable.body().path("error").asString())
        .contains("application/json, text/html or text/markdown");
    assertThat(get(REPORT + "?form=md", "").status()).isEqualTo(400);
    assertThat(get("/migrations/x/report", "").status()).isEqualTo(400);
    assertThat(gateway.send("POST", REPORT, "", Map.of()).status()).isEqualTo(405);
    assertThat(gateway.proxy().asked).isEmpty();
  }

  @Test
  void whatCannotBeReadIsAnErrorInEveryForm() {
    gateway.proxy().failures.add(Status.NOT_FOUND);
    assertThat(get(REPORT, "text/html").status()).isEqualTo(404);
  }

  @Test
  void aBrowserMayGiveTheTokenAsAPassword() throws IOException {
    try (GatewayUnderTest guarded = new GatewayUnderTest("secret")) {
      Reply asks = guarded.send("GET", REPORT, "", Map.of());
      assertThat(asks.status()).isEqualTo(401);
      assertThat(asks.header("WWW-Authenticate")).startsWith("Basic realm=");
      assertThat(guarded.send("GET", REPORT, "", basic("operator:wrong")).status()).isEqualTo(401);
      assertThat(guarded.send("GET", REPORT, "", basic("operator:secret")).status()).isEqualTo(200);
      Map<String, String> bearer = Map.of("Authorization", "Bearer secret");
      assertThat(guarded.send("GET", REPORT, "", bearer).status()).isEqualTo(200);
      // What changes something is never done for what a browser sends by itself.
      Reply command = guarded.send("POST", "/migrations/7/pause", "", basic("operator:secret"));
      assertThat(command.status()).isEqualTo(401);
    }
  }

  private static Map<String, String> basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }
}
