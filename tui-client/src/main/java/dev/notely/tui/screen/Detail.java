package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.LogEvent;
import dev.notely.tui.stream.CallResult.Journal;
import java.util.Optional;

/** One thing, shown in place of its page. */
sealed interface Detail {
  /**
   * An account or a migration with its journal.
   *
   * @param page which of the two
   * @param subject the account's key, or the migration's id in decimal
   * @param journal empty: it has not come
   * @param back how many of the latest lines are scrolled past
   */
  record Journaled(Page page, String subject, Optional<Journal> journal, int back)
      implements Detail {}

  /**
   * All findings in full, the latest first.
   *
   * @param past how many of the latest are scrolled past
   */
  record Found(int past) implements Detail {}

  /** A line of the log in full. */
  record Logged(LogEvent event) implements Detail {}
}
