package dev.notely.proxy.migration.outlook;

import java.time.Duration;

/** What was found when a store was looked at. */
public sealed interface StoreLook {
  /** It does not answer. */
  record Away(String reason) implements StoreLook {}

  /** It does, after so long. */
  record Answers(Duration after) implements StoreLook {}
}
