package dev.notely.proxy.migration.plan;

import dev.notely.proxy.feeling.Counts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One decision of a gate: the figures, and which of them are over their bound. */
record Judgement(MigrationSpec.Gate bounds, Counts before, Counts after, long inconsistencies) {
  private static final double PERCENTILE = 90;

  /** Below this nobody feels a difference. */
  private static final long UNFELT_MICROS = 20_000;

  /** With fewer requests a percentile says nothing. */
  private static final long ENOUGH_REQUESTS = 20;

  Verdict verdict() {
    List<String> breaches = new ArrayList<>();
    if (errorRate() > bounds.maxErrorRate()) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "%d of %d requests failed (%.4f, allowed are %.4f)",
              after.errors(),
              after.requests(),
              errorRate(),
              bounds.maxErrorRate()));
    }
    if (comparable() && ratio() > bounds.maxLatencyRatio()) {
      breaches.add(
          String.format(
              Locale.ROOT,
              "the 90th percentile went from %.1f ms to %.1f ms (ratio %.2f, allowed is %.2f)",
              p90(before) / 1000.0,
              p90(after) / 1000.0,
              ratio(),
              bounds.maxLatencyRatio()));
    }
    if (inconsistencies > bounds.maxInconsistencies()) {
      breaches.add(
          inconsistencies
              + " inconsistencies were reported (allowed are "
              + bounds.maxInconsistencies()
              + ")");
    }
    return breaches.isEmpty()
        ? new Verdict.Passed(evidence())
        : new Verdict.Failed(String.join("; ", breaches), evidence());
  }

  private Map<String, Number> evidence() {
    Map<String, Number> figures = new LinkedHashMap<>();
    figures.put("requestsBefore", before.requests());
    figures.put("requests", after.requests());
    figures.put("errors", after.errors());
    figures.put("errorRate", errorRate());
    figures.put("maxErrorRate", bounds.maxErrorRate());
    figures.put("p90MicrosBefore", p90(before));
    figures.put("p90Micros", p90(after));
    if (comparable()) {
      figures.put("latencyRatio", ratio());
    }
    figures.put("maxLatencyRatio", bounds.maxLatencyRatio());
    figures.put("inconsistencies", inconsistencies);
    figures.put("maxInconsistencies", bounds.maxInconsistencies());
    return figures;
  }

  private double errorRate() {
    return after.requests() == 0 ? 0 : (double) after.errors() / after.requests();
  }

  private boolean comparable() {
    return before.requests() >= ENOUGH_REQUESTS
        && after.requests() >= ENOUGH_REQUESTS
        && p90(after) >= UNFELT_MICROS;
  }

  private double ratio() {
    return (double) p90(after) / Math.max(1, p90(before));
  }

  private static long p90(Counts counts) {
    return counts.percentileMicros(PERCENTILE);
  }
}
