package dev.notely.proxy.migration;

import dev.notely.proxy.migration.MigrationDriver.Ports;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Tells the catalog how a migration gets on, and raises an alarm where it does not. */
final class ProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final Duration STALLED = Duration.ofMinutes(1);
  private static final Set<AccountState> DONE =
      EnumSet.of(AccountState.REVERSE_SYNCED, AccountState.MOVED);
  private static final Set<State> MOVING =
      EnumSet.of(State.RUNNING, State.ROLLING_BACK, State.FINISHING);

  private final Ports ports;
  private final long id;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Instant reported = Instant.EPOCH;
  private Instant alarmed = Instant.EPOCH;
  private Instant followedUntil = Instant.EPOCH;

  private record Sample(Instant at, long accounts, long records) {}

  /**
   * The report, as the catalog shows it to whoever asks.
   *
   * @param accountsPerSecond that arrived, over the last half minute
   * @param lagRecords that the stores left behind lacked at the last pass
   * @param lagMillis since a pass before it had copied everything, 0 if nothing was lacking
   * @param standstill why nothing moves, empty if something does
   */
  record Progress(
      double accountsPerSecond,
      double recordsPerSecond,
      long lagRecords,
      long lagMillis,
      String standstill) {}

  ProgressReporter(Ports ports, long id) {
    this.ports = ports;
    this.id = id;
  }

  void report(Migration migration, ReverseSync.Pass pass, String standstill) {
    Instant now = ports.pace().now();
    if (Duration.between(reported, now).compareTo(REPORT_EVERY) < 0) {
      return;
    }
    reported = now;
    Instant behindSince = followedUntil.equals(Instant.EPOCH) ? now : followedUntil;
    boolean complete = pass.healthy() && pass.records() == 0;
    if (pass.healthy()) {
      followedUntil = now; // the pass has copied what it found missing
    }
    Sample latest = sample(now);
    Sample oldest = samples.getFirst();
    double seconds = Math.max(1, Duration.between(oldest.at(), latest.at()).toMillis() / 1_000.0);
    String cause = standstill.isEmpty() ? cause(migration, pass, now) : standstill;
    Progress progress =
        new Progress(
            (latest.accounts() - oldest.accounts()) / seconds,
            (latest.records() - oldest.records()) / seconds,
            pass.records(),
            complete ? 0 : Duration.between(behindSince, now).toMillis(),
            cause);
    ports.catalog().progress(id, ports.holder(), pass.healthy(), JSON.writeValueAsString(progress));
    if (!cause.isEmpty() && Duration.between(alarmed, now).compareTo(STALLED) >= 0) {
      alarmed = now;
      LOG.atWarn()
          .addKeyValue("migration", migration.name())
          .addKeyValue("cause", cause)
          .log("a migration stands still");
    }
  }

  private Sample sample(Instant now) {
    List<Count> counts = ports.catalog().get(id).counts();
    long accounts =
        counts.stream()
            .filter(count -> DONE.contains(count.state()))
            .mapToLong(Count::accounts)
            .sum();
    long records = counts.stream().mapToLong(Count::records).sum();
    Sample latest = new Sample(now, accounts, records);
    samples.addLast(latest);
    while (Duration.between(samples.getFirst().at(), now).compareTo(WINDOW) > 0) {
      samples.removeFirst();
    }
    return latest;
  }

  private static String cause(Migration migration, ReverseSync.Pass pass, Instant now) {
    if (!pass.healthy()) {
      return pass.trouble();
    }
    boolean stalls =
        MOVING.contains(migration.state())
            && !migration.soakingWave()
            && now.toEpochMilli() - migration.progressedAtMs() > STALLED.toMillis();
    return stalls
        ? "no account has got on for a minute: see the logs of the proxies for what refuses"
        : "";
  }
}
