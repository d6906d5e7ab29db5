package dev.notely.proxy.migration.outlook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a migration will end, and how sure that is.
 *
 * @param endsAt empty where no end can be told: it stands, or nothing was measured yet
 * @param plusMinus how sure; not negative
 * @param deadline empty: it has none, or has not started
 * @param sentence all of it, for people; times of day in UTC
 */
public record Forecast(
    Optional<Instant> endsAt, Duration plusMinus, Optional<Instant> deadline, String sentence) {
  /** Whether it ends in time; empty where no end can be told. */
  public Optional<Boolean> deadlineWillBeMet() {
    return deadline.flatMap(by -> endsAt.map(at -> !at.isAfter(by)));
  }

  /** As far as can be told: the deadline has not passed, and no end after it is to be expected. */
  public boolean isInTime(Instant now) {
    return !isOverdue(now) && deadlineWillBeMet().orElse(true);
  }

  /** The deadline has passed. */
  public boolean isOverdue(Instant now) {
    return deadline.map(now::isAfter).orElse(false);
  }
}
