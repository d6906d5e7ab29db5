package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import dev.notely.proto.migrations.v1.MigrationId;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The status page over HTTP: its files, its document, its stream, and who may see them. */
class StatusRoutesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> PATHS =
      List.of("/", "/status.js", "/status.css", "/status.svg", "/status", "/status/stream");

  private static Reply get(GatewayUnderTest gateway, String path) {
    return gateway.send("GET", path, "", Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status.js", "/status.css", "/status.svg"})
  void filesMayUseNothingThatIsNotTheGateways(String path) throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest()) {
      Reply reply = get(gateway, path);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Security-Policy"))
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
          .doesNotContain("unsafe");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.raw().body())
          .doesNotContainPattern("<script(?! src=\"/status.js\")")
          .doesNotContain("style=\"")
          .doesNotContainPattern(" on[a-z]+=\"")
          .doesNotContain("innerHTML")
          .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
      assertThat(gateway.send("POST", path, "", Map.of()).status()).isEqualTo(405);
    }
  }

  @Test
  void theDocumentTellsOfMigrationsAndStores() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest()) {
      gateway.proxy().migrations.list =
          "[{\"id\":3,\"state\":\"RUNNING\"},{\"id\":2,\"state\":\"COMPLETED\"}]";
      gateway.proxy().migrations.status =
          "{\"id\":3,\"name\":\"m\",\"state\":\"RUNNING\",\"waves\":[]}";
      JsonNode status = get(gateway, "/status").body();
      assertThat(status.path("problems").toString()).isEqualTo("[]");
      assertThat(status.path("headline").asString()).isEqualTo("A migration is under way.");
      assertThat(status.path("migrations").size()).isEqualTo(1);
      assertThat(status.at("/stores/0/name").asString()).isEqualTo("new");
      assertThat(status.at("/users/requests").asInt()).isEqualTo(120);
    }
  }

  @Test
  void whatIsHeldOrMovesIsShownBeforeWhatIsPlanned() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest()) {
      gateway.proxy().migrations.list =
          """
          [{"id":9,"state":"PLANNED"},{"id":8,"state":"SOAKING"},{"id":7,"state":"PLANNED"},
           {"id":6,"state":"PLANNED"},{"id":5,"state":"PLANNED"},{"id":4,"state":"COMPLETED"},
           {"id":3,"state":"RUNNING"},{"id":2,"state":"HELD"}]
          """;
      assertThat(get(gateway, "/status").body().path("moreMigrations").asInt()).isEqualTo(2);
      assertThat(gateway.proxy().asked)
          .filteredOn(MigrationId.class::isInstance)
          .extracting(asked -> ((MigrationId) asked).getId())
          .startsWith(2L, 3L, 8L, 9L, 7L);
    }
  }

  @Test
  void whatCannotBeAskedForIsSaid() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest()) {
      gateway.proxy().failures.add(Status.INTERNAL.withDescription("secret detail"));
      Reply reply = get(gateway, "/status");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().path("migrations").isNull()).isTrue();
      assertThat(reply.body().path("problems").toString())
          .isEqualTo("[\"the migrations are not known now: a part of the system failed\"]");
    }
  }

  /** A viewer of the stream. */
  private static final class Stream implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    Stream(GatewayUnderTest gateway) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(gateway.uri("/status/stream"))
              .header("Accept", "text/event-stream")
              .build();
      response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    JsonNode next() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertThat(line).as("the stream has ended").isNotNull();
      return JSON.readTree(line.substring("data:".length()));
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  @Test
  void theStreamTellsAgainAndAgain() throws IOException, InterruptedException {
    try (GatewayUnderTest gateway = new GatewayUnderTest();
        Stream stream = new Stream(gateway)) {
      assertThat(stream.response.statusCode()).isEqualTo(200);
      assertThat(stream.response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      assertThat(stream.next().path("headline").asString()).isEqualTo("Nothing moves.");
      gateway.proxy().migrations.status = "{\"id\":3,\"state\":\"HELD\",\"waves\":[]}";
      gateway.proxy().migrations.list = "[{\"id\":3,\"state\":\"HELD\"}]";
      String headline = "";
      for (int i = 0; i < 1_000 && !headline.equals("A migration is held."); i++) {
        headline = stream.next().path("headline").asString();
      }
      assertThat(headline).isEqualTo("A migration is held.");
    }
  }

  @Test
  void moreViewersThanMayBeAreToldSoAndPlacesComeFree() throws IOException, InterruptedException {
    try (GatewayUnderTest gateway = new GatewayUnderTest(1_024, "--status-viewers=2")) {
      List<Stream> streams = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Stream stream = new Stream(gateway);
        streams.add(stream);
        assertThat(stream.next().path("headline").asString()).isNotEmpty();
      }
      Reply refused = get(gateway, "/status");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body().path("error").asString()).contains("as many people watch");
      assertThat(refused.header("Retry-After")).isEqualTo("10");
      streams.forEach(Stream::close);
      await().until(() -> get(gateway, "/status").status() == 200);
    }
  }

  @Test
  void aQuarterOfThePlacesForRequestsIsForViewersAtMost() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest(1_024, "--max-requests=3")) {
      assertThat(get(gateway, "/status").status()).isEqualTo(503);
    }
  }

  @Test
  void aPageForOperatorsAsksForTheToken() throws IOException {
    try (GatewayUnderTest gateway =
        new GatewayUnderTest(1_024, "--token=secret", "--status-page=operators")) {
      for (String path : PATHS) {
        Reply asks = get(gateway, path);
        assertThat(asks.status()).as(path).isEqualTo(401);
        assertThat(asks.header("WWW-Authenticate")).startsWith("Basic");
      }
      String basic =
          Base64.getEncoder().encodeToString("operator:secret".getBytes(StandardCharsets.UTF_8));
      assertThat(
              gateway
                  .send("GET", "/status", "", Map.of("Authorization", "Basic " + basic))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aPublicPageAsksForNothingAlsoWhereOperatorsHaveAToken() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest("secret")) {
      assertThat(get(gateway, "/").status()).isEqualTo(200);
      assertThat(get(gateway, "/status").status()).isEqualTo(200);
    }
  }

  @Test
  void aPageForNobodyIsNotThere() throws IOException {
    try (GatewayUnderTest gateway = new GatewayUnderTest(1_024, "--status-page=nobody")) {
      for (String path : PATHS) {
        assertThat(get(gateway, path).status()).as(path).isEqualTo(404);
      }
    }
  }
}
