package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Count;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.Report;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells when a migration will end, from what is left of it and how fast it went of late. The end is
 * that of its work: where an operator must say finish, the moment when all have moved and soaked.
 *
 * @param standstill why nothing moves, empty if something does
 */
public record Outlook(
    Report report, MigrationSpec spec, Rate rate, String standstill, Instant now) {
  private static final Set<AccountState> ARRIVED =
      EnumSet.of(AccountState.REVERSE_SYNCED, AccountState.MOVED, AccountState.RETURNED);

  /** Accounts that have done what the migration does in this state. */
  public static long arrived(Report report) {
    return count(report, doneIn(report.migration()));
  }

  /** Accounts that two stores have a part of each. */
  public static long overlaid(Report report) {
    return count(report, EnumSet.of(AccountState.OVERLAID));
  }

  /** Where a migration that stands still was going. */
  private static Set<AccountState> doneIn(Migration migration) {
    Set<AccountState> done = EnumSet.copyOf(doneIn(migration.resumeTo().orElse(migration.state())));
    if (!migration.drains()) {
      done.add(AccountState.OVERLAID); // it has moved, and what it left behind stays there
    }
    return done;
  }

  private static Set<AccountState> doneIn(State state) {
    return switch (state) {
      case PLANNED, RUNNING, PAUSED, HELD, SOAKING, CANCELLED -> ARRIVED;
      case ROLLING_BACK, ROLLED_BACK -> EnumSet.of(AccountState.RETURNED);
      case FINISHING, COMPLETED -> EnumSet.of(AccountState.MOVED, AccountState.RETURNED);
    };
  }

  private static long count(Report report, Set<AccountState> states) {
    return report.counts().stream()
        .filter(count -> states.contains(count.state()))
        .mapToLong(Count::accounts)
        .sum();
  }

  private Migration migration() {
    return report.migration();
  }

  private long left() {
    return count(report, EnumSet.complementOf(EnumSet.copyOf(doneIn(migration()))));
  }

  private Optional<Instant> deadline() {
    return report.startedAtMs() == 0
        ? Optional.empty()
        : spec.deadline().map(Instant.ofEpochMilli(report.startedAtMs())::plus);
  }

  /** The forecast. */
  public Forecast forecast() {
    return switch (migration().state()) {
      case PLANNED -> none("has not started");
      case RUNNING -> running();
      case PAUSED -> none("paused; " + workLeft());
      case HELD -> none("held; " + workLeft());
      case SOAKING -> soaking();
      case ROLLING_BACK -> moving("will be back", Duration.ZERO);
      case FINISHING -> moving("will end", Duration.ZERO);
      case COMPLETED, ROLLED_BACK, CANCELLED -> none("has ended");
    };
  }

  private Forecast running() {
    Duration keep = spec.keepReverse().orElse(Duration.ZERO);
    return spec.keepReverse().isPresent()
        ? moving("will end", soaks().plus(keep))
        : moving("will have moved all", soaks());
  }

  private Forecast soaking() {
    if (overlaid(report) > 0) {
      return overlaid();
    }
    if (spec.keepReverse().isEmpty()) {
      return none("all have moved; it waits for finish");
    }
    Instant end = Instant.ofEpochMilli(migration().changedAtMs()).plus(spec.keepReverse().get());
    Instant ends = end.isBefore(now) ? now : end;
    return told(ends, Duration.ZERO, "all have moved; will end by itself");
  }

  /** Finishing waits for the drain, whoever says it. */
  private Forecast overlaid() {
    Overlay overlay = Progress.of(report.progress()).overlay();
    String left =
        overlay.sentence(migration()).orElse("what nobody has touched is not counted yet");
    return migration().drains() && standstill.isEmpty()
        ? overlay
            .drainTakes(migration())
            .map(time ->
                told(now.plus(time), Duration.ZERO, "all are switched; will have drained all"))
            .orElseGet(() -> none("all are switched; " + left))
        : none("all are switched; " + left);
  }

  /** Of the present wave what is left of it, of later ones all. */
  private Duration soaks() {
    Duration one = spec.gate().soak();
    int later = Math.max(0, migration().waves().size() - migration().wave() - 1);
    if (!migration().soakingWave()) {
      return one.multipliedBy(later + 1L);
    }
    Duration soaked = Duration.between(Instant.ofEpochMilli(migration().changedAtMs()), now);
    Duration rest = one.minus(soaked);
    return one.multipliedBy(later).plus(rest.isNegative() ? Duration.ZERO : rest);
  }

  private Forecast moving(String verb, Duration besides) {
    long accounts = left();
    if (!standstill.isEmpty()) {
      return none("no end can be told while it stands still; " + workLeft());
    }
    if (accounts > 0 && !bounded().isKnown()) {
      return none("no end can be told yet: none of " + accounts + " accounts has arrived");
    }
    Duration work = work(accounts);
    Duration unsure = scaled(work, bounded().spread());
    return told(now.plus(work).plus(besides), unsure, verb);
  }

  private Duration work(long accounts) {
    return accounts == 0
        ? Duration.ZERO
        : Duration.ofMillis(Math.round(accounts * 1_000.0 / bounded().perSecond()));
  }

  private static Duration scaled(Duration time, double by) {
    return Duration.ofMillis(Math.round(time.toMillis() * by));
  }

  /** A bound that was set lately holds before it can be measured. */
  private Rate bounded() {
    long moved = count(report, ARRIVED);
    long records = report.counts().stream().mapToLong(Count::records).sum();
    long perSecond = migration().recordsPerSecond();
    return perSecond == 0 || moved == 0 || records == 0
        ? rate
        : rate.atMost((double) perSecond * moved / records);
  }

  private String workLeft() {
    long accounts = left();
    if (accounts == 0) {
      return "no account is left to move";
    }
    return bounded().isKnown()
        ? "about " + Clock.length(work(accounts)) + " of work are left"
        : accounts + " accounts are left";
  }

  private Forecast none(String sentence) {
    return new Forecast(Optional.empty(), Duration.ZERO, deadline(), sentence + deadlineClause());
  }

  private Forecast told(Instant end, Duration plusMinus, String verb) {
    Duration shown = plusMinus.toSeconds() == 0 ? Duration.ZERO : plusMinus;
    String sure = shown.isZero() ? "" : " ± " + Clock.length(shown);
    return new Forecast(
        Optional.of(end),
        shown,
        deadline(),
        verb + " " + Clock.time(end, now) + sure + deadlineClause());
  }

  private String deadlineClause() {
    return deadline()
        .map(by ->
            by.isBefore(now)
                ? ", deadline " + Clock.time(by, now) + " has passed"
                : ", deadline " + Clock.time(by, now))
        .orElse("");
  }
}
