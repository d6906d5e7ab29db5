package dev.notely.proxy.migration;

import dev.notely.proxy.migration.MigrationDriver.Ports;
import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.AlertBook;
import dev.notely.proxy.migration.outlook.Forecast;
import dev.notely.proxy.migration.outlook.Matters;
import dev.notely.proxy.migration.outlook.Outlook;
import dev.notely.proxy.migration.outlook.Overlay;
import dev.notely.proxy.migration.outlook.Progress;
import dev.notely.proxy.migration.outlook.Rate;
import dev.notely.proxy.migration.outlook.RateMeter;
import dev.notely.proxy.migration.plan.SpecParser;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the catalog how a migration gets on, and raises an alarm where it does not. */
final class ProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private final Ports ports;
  private final long id;
  private final StandstillWatch standstill;
  private final AlertBook alerts;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Optional<RateMeter> meter = Optional.empty();
  private Optional<Going> going = Optional.empty();
  private Instant reported = Instant.EPOCH;
  private Instant followedUntil = Instant.EPOCH;

  private record Sample(Instant at, long records) {}

  /** What must stay the same for one rate to hold. */
  private record Going(State state, long recordsPerSecond, int concurrentAccounts) {}

  ProgressReporter(Ports ports, long id) {
    this.ports = ports;
    this.id = id;
    this.standstill = new StandstillWatch(ports, id);
    this.alerts = new AlertBook(id);
  }

  /**
   * Reports, if it is time.
   *
   * @param stepped the migration as the last step took it
   * @param overlay what former homes still had at the last look
   * @param refusal what stood in the way of that step, empty if nothing
   */
  void report(Migration stepped, ReverseSync.Pass pass, Overlay overlay, String refusal) {
    Instant now = ports.pace().now();
    if (Duration.between(reported, now).compareTo(REPORT_EVERY) < 0) {
      return;
    }
    reported = now;
    Report report = ports.catalog().get(id);
    Progress before = Progress.of(report.progress());
    RateMeter rates = meter.orElseGet(() -> goOnFrom(report.migration(), before));
    // What was refused because the migration is another one by now, is in nobody's way.
    boolean unchanged = stepped.version() == report.migration().version();
    String trouble = !pass.healthy() ? pass.trouble() : unchanged ? refusal : "";
    String cause = standstill.look(report, trouble, now);
    measure(rates, report, now);
    Forecast forecast = forecast(report, rates.rate(), cause, now);
    Map<Alert.Kind, String> matters =
        Matters.of(report.migration(), forecast, cause, ports.oversight().patience(), now);
    Alarm.raise(
        alerts.look(report.migration().name(), matters, Matters.VISIBLE, now), ports.oversight());
    Progress progress =
        new Progress(
            rates.rate().perSecond(),
            rates.rate().spread(),
            recordsPerSecond(report, now),
            pass.records(),
            lagMillis(pass, now),
            cause.isEmpty() ? trouble : cause,
            !cause.isEmpty(),
            overlay,
            alerts.open().stream()
                .map(alert -> new Progress.Open(alert.kind(), alert.since(), alert.sentence()))
                .toList());
    ports.catalog().progress(id, ports.holder(), pass.healthy(), progress.json());
    ports.oversight().observed(figures(report, pass, forecast, now));
  }

  /** Another leader may have measured, and raised alerts, before this one. */
  private RateMeter goOnFrom(Migration migration, Progress before) {
    alerts.inherit(
        before.alerts().stream()
            .map(open ->
                new Alert(
                    migration.name(),
                    id,
                    open.kind(),
                    open.since(),
                    Optional.empty(),
                    open.sentence()))
            .toList());
    RateMeter begun = new RateMeter(before.rate());
    meter = Optional.of(begun);
    return begun;
  }

  private void measure(RateMeter rates, Report report, Instant now) {
    Migration migration = report.migration();
    boolean moves =
        switch (migration.state()) {
          case RUNNING -> !migration.soakingWave();
          case ROLLING_BACK, FINISHING -> true;
          case PLANNED, PAUSED, HELD, SOAKING, COMPLETED, ROLLED_BACK, CANCELLED -> false;
        };
    if (!moves) {
      rates.rests();
      return;
    }
    Going latest =
        new Going(migration.state(), migration.recordsPerSecond(), migration.concurrentAccounts());
    if (going.isPresent() && going.get().state() != latest.state()) {
      rates.forget();
    } else if (!going.equals(Optional.of(latest))) {
      rates.rests();
    }
    going = Optional.of(latest);
    rates.moving(now, Outlook.arrived(report));
  }

  private static Forecast forecast(Report report, Rate rate, String cause, Instant now) {
    return new Outlook(report, SpecParser.parse(report.migration().spec()), rate, cause, now)
        .forecast();
  }

  private static long records(Report report) {
    return report.counts().stream().mapToLong(Count::records).sum();
  }

  private double recordsPerSecond(Report report, Instant now) {
    long records = records(report);
    samples.addLast(new Sample(now, records));
    while (Duration.between(samples.getFirst().at(), now).compareTo(WINDOW) > 0) {
      samples.removeFirst();
    }
    Sample oldest = samples.getFirst();
    double seconds = Math.max(1, Duration.between(oldest.at(), now).toMillis() / 1_000.0);
    return (records - oldest.records()) / seconds;
  }

  private long lagMillis(ReverseSync.Pass pass, Instant now) {
    Instant behindSince = followedUntil.equals(Instant.EPOCH) ? now : followedUntil;
    boolean complete = pass.healthy() && pass.records() == 0;
    if (pass.healthy()) {
      followedUntil = now; // the pass has copied what it found missing
    }
    return complete ? 0 : Duration.between(behindSince, now).toMillis();
  }

  private Oversight.Figures figures(
      Report report, ReverseSync.Pass pass, Forecast forecast, Instant now) {
    Map<AccountState, Long> accounts = new EnumMap<>(AccountState.class);
    report.counts().forEach(count -> accounts.merge(count.state(), count.accounts(), Long::sum));
    boolean over = Matters.isOver(report.migration().state());
    return new Oversight.Figures(
        id,
        report.migration().name(),
        report.migration().state(),
        accounts,
        records(report),
        pass.records(),
        report.inconsistencies(),
        !over && !forecast.isInTime(now),
        alerts.open().stream().map(Alert::kind).collect(Collectors.toSet()));
  }

  /** Somebody else leads it, or it is over: then nobody else will say that its alerts are. */
  void leave() {
    ports.oversight().left(id);
    if (alerts.open().isEmpty()) {
      return;
    }
    try {
      Migration migration = ports.catalog().get(id).migration();
      if (Matters.isOver(migration.state())) {
        Alarm.raise(
            alerts.look(migration.name(), Map.of(), Matters.VISIBLE, ports.pace().now()),
            ports.oversight());
      }
    } catch (CatalogUnavailableException | MigrationRefusedException e) {
      LOG.atWarn()
          .addKeyValue("migration", id)
          .addKeyValue("reason", e.getMessage())
          .log("whether its alerts have ended is not known");
    }
  }
}
