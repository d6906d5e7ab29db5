package dev.notely.tui.screen;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures for people, as short as a column needs them. Pure. */
final class Figures {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"B", "K", "M", "G", "T"};
  private static final long LARGE = 10_000_000;

  private Figures() {}

  /** With commas; from ten million on in millions. */
  static String count(long count) {
    return count < LARGE
        ? String.format(Locale.ROOT, "%,d", count)
        : String.format(Locale.ROOT, "%,dM", count / 1_000_000);
  }

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_000 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 10 && unit > 0 ? "%.1f%s" : "%.0f%s", value, UNITS[unit]);
  }

  /** The two largest units. */
  static String duration(long millis) {
    long s = Math.max(0, millis / 1_000);
    if (s < 60) {
      return s + " s";
    }
    if (s < 3_600) {
      return s / 60 + " min " + s % 60 + " s";
    }
    return s < 86_400
        ? s / 3_600 + " h " + s % 3_600 / 60 + " min"
        : s / 86_400 + " d " + s % 86_400 / 3_600 + " h";
  }

  /** The largest unit only, for a narrow column. */
  static String age(long millis) {
    long s = Math.max(0, millis / 1_000);
    if (s < 60) {
      return s + "s";
    }
    if (s < 3_600) {
      return s / 60 + "m";
    }
    return s < 86_400 ? s / 3_600 + "h" : s / 86_400 + "d";
  }

  /** Milliseconds of microseconds; empty where nothing was measured. */
  static String latency(long micros) {
    if (micros == 0) {
      return "";
    }
    double ms = micros / 1_000.0;
    return String.format(Locale.ROOT, ms < 10 ? "%.1f" : "%,.0f", ms);
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
  }

  /** Full only when all is done. */
  static int percent(long done, long total) {
    return total <= 0 ? 100 : Math.clamp(done * 100 / total, 0, 100);
  }

  /** A share that is small where all is well: never shown as 0 when it is more. */
  static String share(long part, long all) {
    if (part == 0 || all == 0) {
      return "0 %";
    }
    double percent = part * 100.0 / all;
    if (percent < 0.01) {
      return "<0.01 %";
    }
    return String.format(Locale.ROOT, percent < 10 ? "%.2f %%" : "%.0f %%", percent);
  }

  /** The time of day, UTC; empty: never. */
  static String clock(long epochMs) {
    return epochMs == 0 ? "" : CLOCK.format(Instant.ofEpochMilli(epochMs));
  }

  /** The time of day within an ISO 8601 text. */
  static String clock(String at) {
    int day = at.indexOf('T');
    return day >= 0 && at.length() >= day + 9 ? at.substring(day + 1, day + 9) : at;
  }
}
