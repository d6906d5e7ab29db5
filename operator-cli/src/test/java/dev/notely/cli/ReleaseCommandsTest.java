package dev.notely.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.cli.GatewayStub.Asked;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands of releases, from their words to their text and exit code. */
class ReleaseCommandsTest {
  private static final String RELEASES =
      """
      {"releases":[
        {"name":"v2","protocol":2,"percent":10,"proxies":["proxy-3","proxy-4"],"requests":1200,"errors":3,
         "p50Ms":1.5,"p99Ms":20.25,"compared":50,"different":1},
        {"name":"v1","protocol":2,"percent":90,"proxies":["proxy-1"],"requests":90000,"errors":0,
         "p50Ms":1.4,"p99Ms":18.0,"compared":0,"different":0}],
       "deployment":{"id":7,"strategy":"canary","from":"v1","to":"v2","state":"SHIFTING","steps":[1,10,100],"step":1,
         "reason":"","changedAt":"2026-01-31T12:00:00.000Z"},
       "supervised":true,
       "supervisedProxies":[
         {"name":"proxy-1","release":"v1","restarts":0,"trouble":""},
         {"name":"proxy-3","release":"v2","restarts":5,"trouble":"ended again"}]}
      """;

  private GatewayStub gateway;

  private record Ended(int exit, List<String> out, String err) {}

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayStub();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ended notely(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        OperatorMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--url", gateway.url(), "--actor", "ada"));
    int exit = command.execute(all.toArray(String[]::new));
    return new Ended(exit, out.toString().lines().toList(), err.toString());
  }

  private void asked(String route, String body) {
    assertThat(gateway.asked).containsExactly(new Asked(route, body, "ada", ""));
  }

  @Test
  void aReleaseWithoutRequestsOfLateHasNoLatency() {
    gateway.answer("GET /releases", 200, RELEASES.replace("1.4", "0.0").replace("18.0", "0.0"));
    assertThat(notely("releases").out())
        .filteredOn(line -> line.startsWith("v"))
        .satisfiesExactly(
            busy -> assertThat(busy).contains("1.5 ms"),
            idle -> assertThat(idle).contains(" - ").doesNotContain(" ms"));
  }

  @Test
  void releasesAreATableWithTheDeploymentBelow() {
    gateway.answer("GET /releases", 200, RELEASES);
    Ended ended = notely("releases");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .hasSize(6)
        .satisfies(lines -> {
          assertThat(lines.get(0)).startsWith("release  protocol  traffic");
          assertThat(lines.get(1)).matches("v2 +2 +10 % .*proxy-3 proxy-4");
          assertThat(lines.get(4))
              .isEqualTo(
                  "deployment 7: canary from v1 to v2, SHIFTING, step 2 of 1,10,100 %, since"
                      + " 2026-01-31T12:00:00.000Z");
          assertThat(lines.get(5)).isEqualTo("proxy-3 of v2 was started again 5 times ended again");
        });
  }

  @Test
  void deployAsksForWhatIsGivenOnly() {
    gateway.answer("POST /deploy", 202, RELEASES);
    assertThat(notely("deploy").exit()).isZero();
    asked("POST /deploy", "{\"strategy\":\"rolling\",\"reason\":\"\"}");
  }

  @Test
  void deployAsksForAllOfIt() {
    gateway.answer("POST /deploy", 202, RELEASES);
    Ended ended =
        notely(
            "deploy",
            "--strategy",
            "canary",
            "--steps",
            "1,10,100",
            "--soak",
            "5s",
            "--mirror",
            "0.05",
            "--release",
            "v2",
            "--reason",
            "because");
    assertThat(ended.out().getLast()).contains("started again");
    asked(
        "POST /deploy",
        "{\"strategy\":\"canary\",\"steps\":[1,10,100],\"soak\":\"5s\",\"mirror\":0.05,"
            + "\"release\":\"v2\",\"reason\":\"because\"}");
  }

  @Test
  void sharesAreGivenByHand() {
    gateway.answer(
        "PUT /releases/split",
        200,
        RELEASES.replace(
            "\"supervised\":true",
            "\"splitByHand\":{\"askedBy\":\"ann: to try it\",\"at\":\"then\"},\"supervised\":true"));
    assertThat(notely("releases", "split", "v1=90", "v2=10"))
        .satisfies(ended -> assertThat(ended.exit()).isZero())
        .satisfies(ended ->
            assertThat(ended.out())
                .contains("the traffic was split by hand by ann: to try it, at then"));
    assertThat(gateway.asked).hasSize(1);
    assertThat(gateway.asked.peek().body()).contains("\"percent\":{\"v1\":90,\"v2\":10}");
    Ended wrong = notely("releases", "split", "v1:90");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("RELEASE=PERCENT");
  }

  @Test
  void aRollbackIsShown() {
    gateway.answer("POST /releases/rollback", 202, RELEASES);
    assertThat(notely("releases", "rollback", "--reason", "slow").exit()).isZero();
    asked("POST /releases/rollback", "{\"reason\":\"slow\"}");
  }

  @Test
  void differencesAreATable() {
    gateway.answer(
        "GET /releases/differences",
        200,
        """
        [{"at":"t","operation":"get","account":"a","note":"n","from":"v1","to":"v2","expected":"x","actual":"y",
          "traceId":"z"}]\
        """);
    assertThat(notely("releases", "differences").out())
        .containsExactly(
            "at  read  account  note  releases  expected  actual  trace",
            "t   get   a        n     v1->v2    x         y       z");
    gateway.answer("GET /releases/differences", 200, "[]");
    assertThat(notely("releases", "differences").out()).hasSize(2);
    assertThat(notely("releases", "differences").out()).containsExactly("none");
  }

  @Test
  void aRefusalIsTheSentenceOfTheServer() {
    gateway.answer("POST /deploy", 409, "{\"detail\":\"a deployment from v1 to v2 runs already\"}");
    Ended ended = notely("deploy");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err().strip()).isEqualTo("a deployment from v1 to v2 runs already");
  }
}
