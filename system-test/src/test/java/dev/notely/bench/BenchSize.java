package dev.notely.bench;

import java.util.Properties;

/**
 * How much is measured, and for how long.
 *
 * @param warmUpS seconds of load before anything counts
 * @param rounds of variants that take turns
 * @param roundS seconds of a round of one variant
 * @param windowS seconds of users before and after a migration, of one that is held back, of the
 *     screen, and of a proxy with watchers or without
 * @param largeAccounts that each of the two migrations copies
 * @param largeNotes notes of each
 * @param smallAccounts that are cut over
 * @param shownAccounts of the system that the screen shows
 * @param shownMigrations of that system, nearly all of them history
 */
record BenchSize(
    int warmUpS,
    int rounds,
    int roundS,
    int windowS,
    int largeAccounts,
    int largeNotes,
    int smallAccounts,
    int shownAccounts,
    int shownMigrations) {
  /** At once, each with a connection of its own. */
  static final int CLIENTS = 32;

  /** Users make their first notes, and a proxy looks a migration's policy up when it is asked. */
  private static final int LEAST_SETTLE_S = 3;

  private static final int SETTLE_PART = 3; // of the warm-up

  static final BenchSize DEFAULT = new BenchSize(60, 5, 4, 20, 2, 150_000, 1_000, 10_000, 500);
  static final BenchSize QUICK = new BenchSize(15, 1, 3, 8, 2, 50_000, 200, 1_000, 50);

  /**
   * As properties ask for: {@code quick=true} for the small one, and any figure by its name.
   *
   * @throws IllegalArgumentException names the property and what is allowed
   */
  static BenchSize of(Properties given) {
    BenchSize from = Boolean.parseBoolean(given.getProperty("quick")) ? QUICK : DEFAULT;
    return new BenchSize(
        whole(given, "warmUpS", 1, 600, from.warmUpS),
        whole(given, "rounds", 1, 20, from.rounds),
        whole(given, "roundS", 1, 120, from.roundS),
        whole(given, "windowS", 1, 600, from.windowS),
        whole(given, "largeAccounts", 1, 16, from.largeAccounts),
        whole(given, "largeNotes", 1_000, 2_000_000, from.largeNotes),
        whole(given, "smallAccounts", CLIENTS, 10_000, from.smallAccounts),
        whole(given, "shownAccounts", 1_000, 100_000, from.shownAccounts),
        whole(given, "shownMigrations", 1, 500, from.shownMigrations));
  }

  /**
   * Seconds of load on a store that has not served before, until it counts as one that has served
   * for days: what it compiled would be taken for a cost of what is measured.
   */
  int settleS() {
    return Math.max(LEAST_SETTLE_S, warmUpS / SETTLE_PART);
  }

  private static int whole(Properties given, String name, int least, int most, int otherwise) {
    String text = given.getProperty(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, as one that is out of bounds.
    }
    throw new IllegalArgumentException(
        "-D" + name + " is '" + text + "'; it is a whole number from " + least + " to " + most);
  }

  long largeInAll() {
    return (long) largeAccounts * largeNotes;
  }
}
