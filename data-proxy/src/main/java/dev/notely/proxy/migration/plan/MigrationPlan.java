package dev.notely.proxy.migration.plan;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a migration would do, found by reading only. Its members are those of the plan document.
 *
 * @param unmatched accounts that are selected but in no wave: they stay
 * @param alreadyThere accounts that are selected and at their target
 * @param moving accounts of the plan that another move has under way
 * @param largest at most ten, the largest first
 * @param forecast empty if nothing was measured
 * @param expectedPauseMs how long a cut-over stops an account's writes
 * @param unexpectedData rows of the accounts that will not become records
 * @param problems why it cannot be done as it is; empty: nothing is in the way
 */
public record MigrationPlan(
    String name,
    List<WavePlan> perWave,
    long unmatched,
    long alreadyThere,
    long moving,
    List<LargeAccount> largest,
    List<TargetPlan> targets,
    Optional<Forecast> forecast,
    long expectedPauseMs,
    List<String> order,
    List<String> rollback,
    List<String> problems,
    Unexpected unexpectedData) {
  public MigrationPlan {
    perWave = List.copyOf(perWave);
    largest = List.copyOf(largest);
    targets = List.copyOf(targets);
    order = List.copyOf(order);
    rollback = List.copyOf(rollback);
    problems = List.copyOf(problems);
  }

  /** What one wave moves. */
  public record WavePlan(String wave, long accounts, long notes, long bytes) {}

  /**
   * Rows that are no records.
   *
   * @param records of accounts that would move
   * @param withoutAccount further rows in the source stores that belong to no account: they stay
   * @param first at most twenty of those of accounts
   * @param action quarantine or leave
   */
  public record Unexpected(
      long records,
      long withoutAccount,
      List<WaveRecords> perWave,
      List<UnexpectedRow> first,
      String action) {
    public Unexpected {
      perWave = List.copyOf(perWave);
      first = List.copyOf(first);
    }
  }

  /** Of one wave. */
  public record WaveRecords(String wave, long records) {}

  /** Where a row is, whose it is, and why it is no record. */
  public record UnexpectedRow(
      String store, String source, long row, String id, UUID account, String reason) {}

  /** An account that takes long. */
  public record LargeAccount(UUID account, String wave, long notes, long bytes) {}

  /**
   * What one target receives.
   *
   * @param bytes of notes that come to it
   * @param enoughDisk it has room for twice of that: a database's log and indexes need theirs
   */
  public record TargetPlan(
      String name,
      boolean live,
      String schema,
      long accounts,
      long bytes,
      long freeBytes,
      boolean enoughDisk) {}

  /**
   * How long it will take, soaking of the waves included.
   *
   * @param low seconds, if all goes well
   * @param high seconds, if not
   * @param basis a sentence: what this was reckoned from
   */
  public record Forecast(long seconds, long low, long high, String basis) {}
}
