package dev.notely.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alert rules of deploy/prometheus, by Prometheus' own tool. */
class AlertRulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DEPLOY = ROOT.resolve("deploy/prometheus");

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(DEPLOY.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
    }
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    PrometheusProcess.assumeInstalled();
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(DEPLOY.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }

  private static Set<String> found(String pattern, String in) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(in)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String all(String folder) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(folder)) {
      all.append(Files.readString(file));
    }
    return all.toString();
  }

  @Test
  void theFilesAreValid() throws Exception {
    promtool("check", "config", "prometheus.yml");
    promtool("check", "config", "--syntax-only", "local.yml");
    for (Path rules : files("rules")) {
      promtool("check", "rules", rules.toString());
    }
  }

  @Test
  void alertsFireWhenTheyShouldAndNotElse() throws Exception {
    for (Path tests : files("tests")) {
      promtool("test", "rules", tests.toString());
    }
  }

  /** In the tests an alert without expectations is one that must not fire. */
  @Test
  void everyAlertIsTestedBothWays() throws IOException {
    String tests = all("tests");
    for (String alert : found("- alert: (\\w+)$", all("rules"))) {
      assertThat(tests).containsPattern("alertname: " + alert + "\\n +exp_alerts:\\n");
      assertThat(tests).containsPattern("alertname: " + alert + "\\n +exp_alerts: \\[]\\n");
    }
  }

  @Test
  void everyAlertHasASummaryAndASectionOfTheRunbook() throws IOException {
    Set<String> sections =
        found("^#+ (.*)$", Files.readString(ROOT.resolve("docs/runbook.md"))).stream()
            .map(title -> title.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    String[] alerts = all("rules").split("- alert: ");
    assertThat(alerts).hasSizeGreaterThan(10);
    for (String alert : List.of(alerts).subList(1, alerts.length)) {
      assertThat(found("^ +(summary: .+)$", alert)).as(alert).hasSize(1);
      assertThat(found("runbook_url: docs/runbook.md#(.*)$", alert))
          .as(alert)
          .hasSize(1)
          .isSubsetOf(sections);
    }
  }
}
