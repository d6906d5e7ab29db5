package dev.notely.proxy.migration.plan;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Figures as people say them. */
final class Spoken {
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;
  private static final long KIB = 1024;

  private Spoken() {}

  static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 1 && time.isPositive()) {
      return time.toMillis() + " ms";
    }
    if (seconds < 2 * MINUTE) {
      return seconds + " s";
    }
    return seconds < 2 * HOUR
        ? "%d min %d s".formatted(seconds / MINUTE, seconds % MINUTE)
        : "%d h %d min".formatted(seconds / HOUR, seconds % HOUR / MINUTE);
  }

  static String bytes(long bytes) {
    if (bytes < KIB) {
      return bytes + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
      if (value >= KIB) {
        value /= KIB;
        unit = next;
      }
    }
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  /** 1.5 rather than 1.5000, 0.001 rather than 1.0E-3. */
  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
