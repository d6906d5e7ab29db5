package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.notely.proxy.migration.MigrationDriver;
import dev.notely.proxy.migration.MigrationLeader;
import dev.notely.proxy.migration.UnaskedMigrations;
import dev.notely.proxy.migration.outlook.Reports;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.StoreDirectory;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.telemetry.MetricsPage;
import dev.notely.runtime.telemetry.Telemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Prometheus scrapes of a leader whose catalog goes away and comes back. */
final class CatalogAwayMetricTest {
  private static final Path RULES = Path.of("../deploy/prometheus/rules/migrations.yml");
  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final MetricsPage page = new MetricsPage();
  private final OpenTelemetrySdk telemetry =
      Telemetry.start("test", Map.of(), List.of(page.reader()));
  private final Transport transport = new Transport(OpenTelemetry.noop());
  private final StoreDirectory directory = new StoreDirectory(transport);
  private final EveryProxy proxies = new EveryProxy(List::of, transport::channel);
  private final SometimesAway catalog = new SometimesAway();
  private final MigrationDriver.Ports ports = ports();
  private final MigrationLeader leader =
      new MigrationLeader(ports, id -> new MigrationDriver(ports, id));

  @AfterEach
  void close() {
    leader.close();
    proxies.close();
    directory.close();
    transport.close();
    telemetry.close();
  }

  /** Of one paused migration without accounts, for which no store is asked. */
  private static final class SometimesAway extends UnaskedMigrations {
    private volatile boolean away;

    @Override
    public Report get(long migration) {
      if (away) {
        throw new CatalogUnavailableException("UNAVAILABLE");
      }
      return new Reports().in(State.PAUSED).report();
    }

    @Override
    public List<Migration> lead(String holder) {
      return List.of(get(7).migration());
    }

    @Override
    public AccountPage accounts(
        long migration, Optional<UUID> after, int limit, Set<AccountState> states) {
      return new AccountPage(List.of(), false);
    }

    @Override
    public MismatchPage mismatches(long migration, Optional<AfterMismatch> after, int limit) {
      return new MismatchPage(List.of(), false);
    }

    @Override
    public void progress(long migration, String holder, boolean reverseHealthy, String json) {}
  }

  private MigrationDriver.Ports ports() {
    return UnaskedPorts.of(
        catalog,
        _ -> {
          throw new AssertionError("no store");
        },
        new ProcessOversight(
            directory,
            catalog,
            new MigrationMetrics(telemetry),
            Optional.empty(),
            new ThrottleLook(proxies),
            PATIENCE));
  }

  /** The series that the rule looks at, without its value. */
  private static String series() throws IOException {
    Matcher rule =
        Pattern.compile("alert: NotelyCatalogAway\\s+expr: max by \\(migration\\) \\((.*)}\\) == 1")
            .matcher(Files.readString(RULES));
    assertThat(rule.find()).isTrue();
    return rule.group(1) + ",migration=\"move\"} ";
  }

  private void awaitScraped(String line) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          leader.wake();
          assertThat(new String(page.answer(null).body(), StandardCharsets.UTF_8).lines())
              .contains(line);
        });
  }

  @Test
  void theSeriesOfTheRuleIsOneWhileTheCatalogIsAway() throws IOException {
    String series = series();
    leader.start();
    awaitScraped(series + "0.0");
    catalog.away = true;
    awaitScraped(series + "1.0");
    catalog.away = false;
    awaitScraped(series + "0.0");
  }
}
