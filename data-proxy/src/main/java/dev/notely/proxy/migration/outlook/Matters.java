package dev.notely.proxy.migration.outlook;

import dev.notely.proxy.migration.outlook.Alert.Kind;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What of a migration somebody must hear of. A forecast that misses the deadline is no alert: it
 * swings while waves differ, and an alert that comes and goes is not heard; the status shows it.
 * PAUSED is what an operator wanted; it alerts only when its deadline has passed.
 */
public final class Matters {
  /** What its leader can see. */
  public static final Set<Kind> VISIBLE = EnumSet.of(Kind.STALLED, Kind.OVERDUE, Kind.HELD);

  private Matters() {}

  /**
   * A sentence for each matter.
   *
   * @param stalled why it has stood still for long enough, empty if it has not
   * @param patience how long a migration may be HELD without anybody
   */
  public static Map<Kind, String> of(
      Migration migration, Forecast forecast, String stalled, Duration patience, Instant now) {
    Map<Kind, String> matters = new EnumMap<>(Kind.class);
    if (isOver(migration.state())) {
      return matters;
    }
    if (!stalled.isEmpty()) {
      matters.put(Kind.STALLED, stalled);
    }
    if (forecast.isOverdue(now)) {
      matters.put(Kind.OVERDUE, migration.state() + ": " + forecast.sentence());
    }
    Instant heldSince = Instant.ofEpochMilli(migration.changedAtMs());
    if (migration.state() == State.HELD && !heldSince.plus(patience).isAfter(now)) {
      matters.put(Kind.HELD, "waits for release or rollback: " + migration.reason());
    }
    return matters;
  }

  /** Nothing more will happen to it. */
  public static boolean isOver(State state) {
    return switch (state) {
      case PLANNED, RUNNING, PAUSED, HELD, SOAKING, ROLLING_BACK, FINISHING -> false;
      case COMPLETED, ROLLED_BACK, CANCELLED -> true;
    };
  }
}
