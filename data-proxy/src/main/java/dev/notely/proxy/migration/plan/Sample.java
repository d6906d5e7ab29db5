package dev.notely.proxy.migration.plan;

import java.time.Duration;

/** A short measurement: so many records were read from a source in this time. */
public record Sample(long records, Duration time) {
  public Sample {
    if (records < 0 || !time.isPositive()) {
      throw new IllegalArgumentException(records + " records in " + time + " are no measurement");
    }
  }

  double perSecond() {
    return records * 1e9 / time.toNanos();
  }
}
