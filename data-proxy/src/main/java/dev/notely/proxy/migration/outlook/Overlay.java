package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.plan.Forecaster;
import dev.notely.proxy.migration.plan.MigrationPlan;
import dev.notely.proxy.migration.plan.MigrationSpec.Limits;
import dev.notely.proxy.migration.plan.Sample;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the former homes of a migration's overlaid accounts still have: notes that nobody has
 * touched. At most so many: one that was touched lately may be on its way.
 *
 * @param accounts that are overlaid
 * @param movedPerSecond notes that they lost of late: by users' touches, and by the drain where the
 *     migration drains
 * @param sampleRecords that were read of one of them
 * @param sampleMillis in this time; 0: nothing was read
 */
public record Overlay(
    long accounts, long notes, double movedPerSecond, long sampleRecords, long sampleMillis) {
  /** None is. */
  public static final Overlay NONE = new Overlay(0, 0, 0, 0, 0);

  /**
   * How long the drain takes: by how fast it goes, or, as long as it does not, by how fast records
   * can be read and the operator's limits. Empty if neither is known.
   */
  public Optional<Duration> drainTakes(Migration migration) {
    if (notes == 0) {
      return Optional.of(Duration.ZERO);
    }
    if (migration.drains() && movedPerSecond > 0) {
      return Optional.of(Duration.ofMillis(Math.round(notes * 1_000 / movedPerSecond)));
    }
    List<Sample> samples =
        sampleMillis == 0
            ? List.of()
            : List.of(new Sample(sampleRecords, Duration.ofMillis(sampleMillis)));
    Limits limits = new Limits(migration.concurrentAccounts(), migration.recordsPerSecond());
    return new Forecaster(samples, limits)
        .forecast(accounts, notes, Duration.ZERO)
        .map(MigrationPlan.Forecast::seconds)
        .map(seconds -> Duration.ofSeconds(Math.max(1, seconds)));
  }

  /** All of it, for people; empty if no account is overlaid. */
  public Optional<String> sentence(Migration migration) {
    if (accounts == 0) {
      return Optional.empty();
    }
    String time = drainTakes(migration).map(Clock::length).orElse("a time that is not known yet");
    return Optional.of(
        migration.drains()
            ? "%s of %s are left to drain, which takes about %s (%s a second now)"
                .formatted(counted(notes, "note"), counted(accounts, "account"), time, rate())
            : "nobody touched %s of %s; users touch %s a second; finishing by drain would take about %s"
                .formatted(counted(notes, "note"), counted(accounts, "account"), rate(), time));
  }

  private String rate() {
    return String.format(Locale.ROOT, movedPerSecond < 10 ? "%.1f" : "%.0f", movedPerSecond);
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
