package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.supervisor.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real processes under users and a migration, scraped by a real Prometheus with the rules of
 * deploy/prometheus: every query of the dashboard and of the rules finds something.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
  private static final Path DEPLOY = Path.of("../deploy").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** More than any label but those of {@link #WIDE} has values. */
  private static final int ACCOUNTS = 80;

  /** As many values as there are metrics, and bounds of histograms. */
  private static final Set<String> WIDE = Set.of("__name__", "le");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private RunningSystem system;
  private PrometheusProcess prometheus;

  @BeforeAll
  void start() throws IOException {
    PrometheusProcess.assumeInstalled();
    system =
        new RunningSystem(new LocalCluster.Settings(2, 0, List.of(), Map.of(), false, 1, false));
    prometheus = new PrometheusProcess(configuration(system.folder()), system.folder());
    system.startUsers(6, 600);
    Operator operator = new Operator(system.gateway());
    for (int i = 0; i < ACCOUNTS; i++) {
      operator.send("POST", "/accounts", Map.of("name", "account " + i));
    }
    long id =
        operator.create(
            Map.of(
                "name", "measured",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "dualWrites", true,
                "shadowReads", 1.0,
                "gate", Map.of("soak", "0s"),
                "limits", Map.of("concurrentAccounts", 40, "recordsPerSecond", 2)));
    operator.done(id, "start");
  }

  @AfterAll
  void stop() {
    if (system != null) {
      system.close();
    }
    if (prometheus != null) {
      prometheus.close();
    }
  }

  /** That for ./notely up, over this data folder, and as fast as a test has time for. */
  private static Path configuration(Path folder) throws IOException {
    String local = Files.readString(DEPLOY.resolve("prometheus/local.yml"));
    String adapted =
        local
            .replace("../../.data", folder.toString())
            .replace("rules/*.yml", DEPLOY.resolve("prometheus/rules") + "/*.yml")
            .replace(" 5s", " 1s");
    assertThat(adapted).contains(folder + "/metrics-targets.json").doesNotContain(" 5s");
    return Files.writeString(folder.resolve("prometheus.yml"), adapted);
  }

  @Test
  void everyProcessIsScraped() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(names(prometheus.query("up == 1"), "instance"))
                .containsExactlyInAnyOrder(
                    "catalog", "legacy", "new", "shard-1", "proxy-1", "proxy-2", "gateway"));
  }

  private static List<String> names(JsonNode series, String label) {
    return series.valueStream().map(one -> one.path("metric").path(label).asString()).toList();
  }

  @Test
  void everyQueryOfTheDashboardFindsSomething() throws IOException {
    JsonNode dashboard =
        JSON.readTree(Files.readString(DEPLOY.resolve("grafana/dashboards/notely.json")));
    List<String> queries = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asString()));
    }
    assertThat(queries).hasSizeGreaterThan(25);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(queries).filteredOn(query -> !hasNumbers(query)).isEmpty());
  }

  private boolean hasNumbers(String query) {
    String concrete = query.replace("$__rate_interval", "1m").replace("$migration", ".*");
    assertThat(concrete).doesNotContain("$");
    return prometheus
        .query(concrete)
        .valueStream()
        .anyMatch(one -> !one.path("value").path(1).asString().equals("NaN"));
  }

  /**
   * That an expression is valid says little: a metric that nobody has would never raise an alert.
   */
  @Test
  void everyRuleIsEvaluatedOverMetricsThatThereAre() {
    List<JsonNode> rules = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          rules.clear();
          prometheus
              .get("/api/v1/rules")
              .path("data")
              .path("groups")
              .forEach(group -> group.path("rules").forEach(rules::add));
          assertThat(rules)
              .hasSizeGreaterThan(15)
              .allSatisfy(rule ->
                  assertThat(rule.path("health").asString()).as("%s", rule).isEqualTo("ok"));
        });
    List<String> selectors =
        rules.stream().flatMap(rule -> selectors(rule.path("query").asString()).stream()).toList();
    assertThat(selectors).hasSizeGreaterThan(rules.size());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(selectors)
                .filteredOn(selector -> prometheus.query(selector).isEmpty())
                .isEmpty());
  }

  /** The metrics that an expression names, with the labels that have one value there. */
  private static List<String> selectors(String expression) {
    return Pattern.compile("\\b(?:notely|http|process|up)[a-z0-9_:]*(?:\\{[^}]*})?")
        .matcher(expression.replaceAll("http_response_status_code=~\"5..\",?", ""))
        .results()
        .map(match -> match.group().replaceAll("outcome=~\"[^\"]*\"", ""))
        .toList();
  }

  @Test
  void noLabelGrowsWithAccountsAndNoneHasAnId() {
    await()
        .atMost(PATIENCE)
        .until(() -> !prometheus.query("notely_cut_over_pause_seconds_count").isEmpty());
    JsonNode labels = prometheus.get("/api/v1/labels").path("data");
    assertThat(labels.size()).isPositive();
    for (JsonNode label : labels) {
      String name = label.asString();
      List<String> values =
          prometheus
              .get("/api/v1/label/" + name + "/values")
              .path("data")
              .valueStream()
              .map(JsonNode::asString)
              .toList();
      assertThat(values).as(name).noneMatch(value -> UUID.matcher(value).find());
      if (!WIDE.contains(name)) {
        assertThat(values).as(name).hasSizeLessThan(ACCOUNTS);
      }
    }
  }
}
