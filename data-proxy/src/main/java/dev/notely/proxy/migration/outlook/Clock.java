package dev.notely.proxy.migration.outlook;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as people say them: as exact as their distance asks for. In UTC. */
final class Clock {
  private static final DateTimeFormatter SECOND = formatter("HH:mm:ss");
  private static final DateTimeFormatter MINUTE = formatter("HH:mm");
  private static final DateTimeFormatter DAY = formatter("yyyy-MM-dd HH:mm");
  private static final Duration NEAR = Duration.ofMinutes(10);
  private static final long MINUTE_S = 60;
  private static final long HOUR_S = 3_600;

  private Clock() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  static String time(Instant time, Instant now) {
    if (!time.truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS))) {
      return DAY.format(time);
    }
    boolean near = Duration.between(now, time).abs().compareTo(NEAR) < 0;
    return (near ? SECOND : MINUTE).format(time);
  }

  static String length(Duration time) {
    long seconds = Math.max(1, time.toSeconds());
    if (seconds < 2 * MINUTE_S) {
      return seconds + " s";
    }
    return seconds < 2 * HOUR_S
        ? Math.round(seconds / (double) MINUTE_S) + " min"
        : Math.round(seconds / (double) HOUR_S) + " h";
  }
}
