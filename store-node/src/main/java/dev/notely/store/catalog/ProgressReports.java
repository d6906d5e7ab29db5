package dev.notely.store.catalog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What leaders see. In memory: it is old after seconds, and a leader says it again. */
public final class ProgressReports {
  /** An older report is none where something is decided. */
  public static final Duration TERM = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<Long, Report> reports = new ConcurrentHashMap<>();

  /**
   * A leader's view.
   *
   * @param progress JSON or empty
   */
  public record Report(boolean reverseHealthy, String progress, long atMs) {}

  public ProgressReports(InstantSource clock) {
    this.clock = clock;
  }

  /** Replaces what was reported before. */
  public void report(long migration, boolean reverseHealthy, String progress) {
    reports.put(migration, new Report(reverseHealthy, progress, clock.millis()));
  }

  /** The last report, however old. */
  public Optional<Report> last(long migration) {
    return Optional.ofNullable(reports.get(migration));
  }

  /** True only if the leader has said so lately. */
  public boolean reverseHealthy(long migration) {
    return last(migration)
        .filter(report -> clock.millis() - report.atMs() <= TERM.toMillis())
        .map(Report::reverseHealthy)
        .orElse(false);
  }
}
