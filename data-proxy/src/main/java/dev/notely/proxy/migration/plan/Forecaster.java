package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationPlan.Forecast;
import dev.notely.proxy.migration.plan.MigrationSpec.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reckons the time of a migration from samples of how fast its source can be read. */
public final class Forecaster {
  /** Journal, seal and settle of one account, whatever its size. */
  private static final double SECONDS_PER_ACCOUNT = 0.06;

  private static final double LEAST_SPREAD = 0.3;
  private static final double SHORTEST = 0.1; // of the forecast
  private static final double DEVIATIONS = 2;

  private final List<Double> rates;
  private final Limits limits;

  /** From samples of the sources, under limits. */
  public Forecaster(List<Sample> samples, Limits limits) {
    this.rates = samples.stream().map(Sample::perSecond).filter(rate -> rate > 0).toList();
    this.limits = limits;
  }

  /**
   * The forecast.
   *
   * @param soaking of all waves that move something
   * @return empty if nothing was measured and no bound given
   */
  public Optional<Forecast> forecast(long accounts, long records, Duration soaking) {
    if (records > 0 && rates.isEmpty() && limits.recordsPerSecond() == 0) {
      return Optional.empty();
    }
    double copying = records == 0 ? 0 : records / rate();
    double moving = copying + accounts * SECONDS_PER_ACCOUNT / limits.concurrentAccounts();
    double soak = soaking.toMillis() / 1000.0;
    return Optional.of(
        new Forecast(
            Math.round(moving + soak),
            Math.round(moving * Math.max(SHORTEST, 1 - spread()) + soak),
            (long) Math.ceil(moving * (1 + spread()) + soak),
            basis(records, soak)));
  }

  private double mean() {
    return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  private double rate() {
    if (rates.isEmpty()) {
      return limits.recordsPerSecond();
    }
    return limits.recordsPerSecond() == 0
        ? mean()
        : Math.min(mean(), (double) limits.recordsPerSecond());
  }

  private double spread() {
    if (rates.size() < 2) {
      return LEAST_SPREAD;
    }
    double mean = mean();
    double squares = rates.stream().mapToDouble(rate -> (rate - mean) * (rate - mean)).sum();
    double deviation = Math.sqrt(squares / (rates.size() - 1));
    return Math.max(LEAST_SPREAD, DEVIATIONS * deviation / mean);
  }

  private String basis(long records, double soak) {
    String read =
        rates.isEmpty()
            ? "nothing measured"
            : String.format(
                Locale.ROOT, "%.0f records/s read in %d short samples", mean(), rates.size());
    String bound =
        limits.recordsPerSecond() == 0
            ? ""
            : ", bounded to " + limits.recordsPerSecond() + " records/s";
    return String.format(
        Locale.ROOT,
        "%d records at %s%s; 60 ms for each account, %d at once; %.0f s of soaking",
        records,
        read,
        bound,
        limits.concurrentAccounts(),
        soak);
  }
}
