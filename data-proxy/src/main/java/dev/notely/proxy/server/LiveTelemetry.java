package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Finding;
import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proxy.server.AccountSweep.Accounts;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.server.MigrationRows.Migrations;
import dev.notely.proxy.server.ProxySurvey.Local;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Looks at proxies, stores and catalog at once, each at its own pace; who is slow is shown as he
 * was seen last.
 */
final class LiveTelemetry implements Observed.Source {
  private static final long PATIENCE_MS = 700;

  /** Of the first look: what is not there yet would be shown as nothing. */
  private static final long AT_FIRST_MS = 4_000;

  private static final Duration EACH = Duration.ofMillis(900); // in each look of a second
  private static final Duration SELDOM = Duration.ofMillis(1_900);

  private final InstantSource clock;
  private final RecentPlacements placements;
  private final ProxySurvey survey;
  private final Look<List<Local>> proxies;
  private final Look<Releases.Known> releases;
  private final Look<Map<String, Store>> stores;
  private final Look<Accounts> accounts;
  private final Look<Migrations> migrations;
  private final Look<Map<String, Finding>> findings;
  private final Look<Map<String, Long>> logged;
  private final StoreLogs logs;
  private long patienceMs = AT_FIRST_MS; // of the thread that looks

  /** Whom it looks at, besides the proxies. */
  interface Parts {
    Releases releases();

    StoreRows stores();

    AccountSweep accounts();

    MigrationRows migrations();

    FindingRows findings(Look<Migrations> migrations);

    StoreLogs logs();
  }

  LiveTelemetry(ProxySurvey survey, Parts parts, RecentPlacements placements, InstantSource clock) {
    this.survey = survey;
    this.clock = clock;
    this.placements = placements;
    placements.want(true);
    Releases share = parts.releases();
    StoreRows storeRows = parts.stores();
    AccountSweep sweep = parts.accounts();
    MigrationRows migrationRows = parts.migrations();
    proxies = new Look<>("proxies", EACH, List.of(), survey::look);
    releases = new Look<>("catalog", EACH, Releases.Known.NONE, () -> Seen.whole(share.now()));
    stores = new Look<>("stores", EACH, Map.of(), storeRows::look);
    accounts = new Look<>("catalog", EACH, Accounts.NONE, sweep::look);
    migrations = new Look<>("catalog", EACH, Migrations.NONE, migrationRows::look);
    FindingRows findingRows = parts.findings(migrations);
    findings = new Look<>("catalog", SELDOM, Map.of(), findingRows::look);
    logs = parts.logs();
    logged = new Look<>("logs", SELDOM, Map.of(), logs::look);
  }

  private Stream<Look<?>> all() {
    return Stream.of(proxies, releases, stores, accounts, migrations, findings, logged);
  }

  @Override
  public Observed look() {
    // Who has not answered by then will be in a later look.
    CompletableFuture.allOf(all().map(Look::begin).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, patienceMs, TimeUnit.MILLISECONDS)
        .join();
    patienceMs = PATIENCE_MS;
    Map<String, String> missing = new HashMap<>();
    all().forEach(look -> missing.putAll(look.last().missing()));
    TrafficRows traffic = new TrafficRows(proxies.last().what(), releases.last().what());
    return new Observed(
        clock.millis(),
        traffic.routes(),
        traffic.operations(),
        traffic.proxies(),
        traffic.gateways(),
        stores.last().what(),
        accounts.last().what().rows(),
        accounts.last().what().total(),
        migrations.last().what().rows(),
        findings.last().what(),
        Stream.concat(survey.takeLog().stream(), logs.take().stream()).toList(),
        traffic.deployment(),
        missing);
  }

  @Override
  public void close() {
    placements.want(false);
  }
}
