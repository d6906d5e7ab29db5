package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import dev.notely.proto.releases.v1.DeployRequest;
import dev.notely.proto.releases.v1.RollBackRequest;
import dev.notely.proto.releases.v1.Split;
import dev.notely.proto.releases.v1.Strategy;
import io.grpc.Status;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of releases: what reaches the catalog, what comes back, and what is refused. */
class ReleaseRoutesTest {
  private GatewayUnderTest gateway;
  private FakeReleases catalog;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayUnderTest();
    catalog = gateway.proxy().releases;
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Reply send(String method, String path, String body) {
    return gateway.send(
        method, path, body, Map.of("Content-Type", "application/json", "Actor", "ann"));
  }

  private static void assertProblem(Reply reply, int status, String text) {
    assertThat(reply.body().path("detail").asString()).contains(text);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aDeploymentWithoutABodyIsAsItWas() {
    Reply reply = gateway.send("POST", "/deploy", "", Map.of());
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body().path("release").asString()).isEqualTo("v2");
    assertThat(catalog.asked)
        .containsExactly(DeployRequest.newBuilder().setAskedBy("operator").build());
  }

  @Test
  void aDeploymentGoesAsItIsAskedFor() {
    Reply reply =
        send(
            "POST",
            "/deploy",
            """
            {"strategy":"canary","steps":[5,100],"soak":"2m","mirror":0.25,"release":"v3","reason":"because"}\
            """);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(catalog.asked)
        .containsExactly(
            DeployRequest.newBuilder()
                .setStrategy(Strategy.CANARY)
                .addSteps(5)
                .addSteps(100)
                .setSoakMs(120_000)
                .setMirror(0.25)
                .setRelease("v3")
                .setAskedBy("ann")
                .setReason("because")
                .build());
  }

  @Test
  void releasesAreShown() {
    Reply reply = send("GET", "/releases", "");
    assertThat(reply.raw().body())
        .isEqualTo(
            """
            {"releases":[{"name":"v2","protocol":2,"percent":10,"proxies":["proxy-3"],"requests":100,"errors":1,\
            "p50Ms":1.5,"p99Ms":20.0,"compared":50,"different":2}],\
            "deployment":{"id":7,"strategy":"blueGreen","from":"v1","to":"v2","state":"SHIFTING","steps":[100],\
            "step":0,"soakMs":30000,"mirror":0.0,"proxies":2,"reason":"why","askedBy":"",\
            "beganAt":"1970-01-01T00:00:00.000Z","changedAt":"1970-01-01T00:00:00.000Z"},\
            "splitByHand":{"askedBy":"ann: to try it","at":"1970-01-01T00:00:01.000Z"},\
            "supervised":true,"supervisedProxies":[{"name":"proxy-3","release":"v2","restarts":1,"trouble":""}]}\
            """);
  }

  @Test
  void sharesAndRollbacksReachTheCatalog() {
    assertThat(send("PUT", "/releases/split", "{\"percent\":{\"v1\":90,\"v2\":10}}").status())
        .isEqualTo(200);
    assertThat(send("POST", "/releases/rollback", "{\"reason\":\"slow\"}").status()).isEqualTo(202);
    assertThat(catalog.asked)
        .containsExactly(
            Split.newBuilder().putPercent("v1", 90).putPercent("v2", 10).setAskedBy("ann").build(),
            RollBackRequest.newBuilder().setAskedBy("ann").setReason("slow").build());
  }

  @Test
  void differencesAreListed() {
    assertThat(send("GET", "/releases/differences", "").raw().body())
        .isEqualTo(
            """
            [{"at":"1970-01-01T00:00:01.000Z","operation":"list","account":"00000000-0000-0000-0000-000000000000",\
            "from":"v1","to":"v2","expected":"a","actual":"b","traceId":"t"}]\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"strategy\":\"fast\"} | strategy must be rolling, blueGreen or canary",
        "{\"strategy\":1} | strategy must be a string",
        "{\"steps\":[1,10]} | steps must be up to 20 whole percents",
        "{\"steps\":[50,10,100]} | steps must be",
        "{\"steps\":[0,100]} | steps must be",
        "{\"steps\":[1.5,100]} | steps must be",
        "{\"steps\":{\"a\":100}} | steps must be",
        "{\"steps\":100} | steps must be",
        "{\"soak\":\"soon\"} | soak must be a duration of 100ms to 24h",
        "{\"soak\":\"99ms\"} | soak must be",
        "{\"soak\":\"25h\"} | soak must be",
        "{\"soak\":30} | soak must be a string",
        "{\"mirror\":1.1} | mirror must be a share of reads from 0 to 1",
        "{\"mirror\":\"0.5\"} | mirror must be",
        "{\"release\":\"a b\"} | release must have 1 to 50 characters",
        "[] | the body is not a JSON object"
      })
  void whatIsWrongWithADeploymentIsNamed(String body, String text) {
    assertProblem(send("POST", "/deploy", body), 400, text);
    assertThat(catalog.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | percent must be an object",
        "{\"percent\":[]} | percent must be an object",
        "{\"percent\":{\"v1\":99}} | percent must be an object",
        "{\"percent\":{\"v1\":101}} | percent.v1 must be 0 to 100",
        "{\"percent\":{\"v1\":\"100\"}} | percent.v1 must be 0 to 100",
        "{\"percent\":{\"a b\":100}} | a release in percent must have"
      })
  void whatIsWrongWithASplitIsNamed(String body, String text) {
    assertProblem(send("PUT", "/releases/split", body), 400, text);
    assertThat(catalog.asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED_PRECONDITION, 409, a deployment runs",
    "INVALID_ARGUMENT, 400, percent.v9 names no release",
    "UNAVAILABLE, 503, the catalog does not answer"
  })
  void theCatalogsRefusalsAreTold(Status.Code code, int status, String text) {
    catalog.failures.add(code.toStatus().withDescription(text));
    assertProblem(send("POST", "/deploy", "{}"), status, text);
  }

  @Test
  void allOfItIsForOperators() throws IOException {
    try (GatewayUnderTest closed = new GatewayUnderTest("secret")) {
      for (String route :
          new String[] {
            "POST /deploy",
            "GET /releases",
            "PUT /releases/split",
            "POST /releases/rollback",
            "GET /releases/differences"
          }) {
        String[] parts = route.split(" ", -1);
        assertThat(closed.send(parts[0], parts[1], "", Map.of()).status()).as(route).isEqualTo(401);
      }
      assertThat(closed.proxy().releases.asked).isEmpty();
      Reply allowed = closed.send("GET", "/releases", "", Map.of("Authorization", "Bearer secret"));
      assertThat(allowed.status()).isEqualTo(200);
    }
  }
}
