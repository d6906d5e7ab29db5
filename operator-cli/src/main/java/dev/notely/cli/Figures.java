package dev.notely.cli;

import java.util.Locale;

/** Figures for people. Pure. */
final class Figures {
  private static final int BAR = 20;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Figures() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_024 && unit < UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  static String seconds(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3_600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3_600 + " h " + whole % 3_600 / 60 + " min";
  }

  static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  /** Full only when all is done, and never over. */
  static String bar(long done, long total) {
    int full = total <= 0 ? BAR : Math.clamp(done * BAR / total, 0, BAR);
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + percent(done, total);
  }

  static String percent(long done, long total) {
    long percent = total <= 0 ? 100 : Math.clamp(done * 100 / total, 0, 100);
    return String.format(Locale.ROOT, "%3d %%", percent);
  }
}
