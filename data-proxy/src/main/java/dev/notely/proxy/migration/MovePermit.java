package dev.notely.proxy.migration;

import java.time.Duration;

/**
 * Leave to copy an account, and how fast. Whoever gave it may take it back at any time; the copy
 * then ends after the batch it is at.
 */
public final class MovePermit {
  private final long recordsPerSecond;
  private final Pace pace;
  private volatile boolean revoked;

  /**
   * Gives leave.
   *
   * @param recordsPerSecond bound, 0 for none
   */
  public MovePermit(long recordsPerSecond, Pace pace) {
    this.recordsPerSecond = recordsPerSecond;
    this.pace = pace;
  }

  /** From now on nothing more is copied. */
  public void revoke() {
    revoked = true;
  }

  /**
   * So many records were copied: waits as long as the bound asks for.
   *
   * @throws MoveFailedException if the leave was taken back
   */
  void spent(int records) {
    if (revoked) {
      throw new MoveFailedException(
          "somebody else has the account now, or its migration stands still", false);
    }
    if (recordsPerSecond > 0 && records > 0) {
      pace.pause(Duration.ofNanos(records * 1_000_000_000L / recordsPerSecond));
    }
  }
}
