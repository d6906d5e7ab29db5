package dev.notely.bench;

/**
 * How much is measured, and for how long.
 *
 * @param warmUpS seconds of load before anything counts
 * @param rounds of variants that take turns
 * @param roundS seconds of a round of one variant
 * @param windowS seconds of users before and after the migration
 * @param largeAccounts that are copied
 * @param largeNotes notes of each
 * @param smallAccounts that are cut over
 */
record BenchSize(
    int warmUpS,
    int rounds,
    int roundS,
    int windowS,
    int largeAccounts,
    int largeNotes,
    int smallAccounts) {
  static final BenchSize DEFAULT = new BenchSize(60, 3, 5, 20, 3, 200_000, 1_000);
  static final BenchSize QUICK = new BenchSize(15, 1, 4, 8, 2, 100_000, 200);
}
