package dev.notely.store.catalog;

import java.util.List;

/**
 * A migration and the sums over its accounts.
 *
 * @param inconsistencies reported for its accounts since it began
 * @param progress the leader's last report
 * @param leader empty: nobody now
 * @param pauseMicros of its latest committed cut-overs, sorted
 * @param startedAtMs 0: not yet
 * @param failures of its accounts lately, those that fail most first
 */
public record MigrationReport(
    Migration migration,
    List<AccountCount> counts,
    long inconsistencies,
    ProgressReports.Report progress,
    String leader,
    List<Long> pauseMicros,
    long startedAtMs,
    List<MoveFailures.Failure> failures) {
  public MigrationReport {
    failures = List.copyOf(failures);
    counts = List.copyOf(counts);
    pauseMicros = List.copyOf(pauseMicros);
  }
}
