package dev.notely.proxy.migration.outlook;

import java.time.Instant;
import java.util.Optional;

/**
 * That somebody must look at a migration, or need not any more.
 *
 * @param id of the migration
 * @param since when it was seen first
 * @param ended when it was seen to be over; empty: it lasts
 * @param sentence what is the matter, as it was last seen
 */
public record Alert(
    String migration, long id, Kind kind, Instant since, Optional<Instant> ended, String sentence) {
  /** What may be the matter. */
  public enum Kind {
    /** Something should move, and nothing does. */
    STALLED,
    /** Its deadline has passed, and it has not ended. */
    OVERDUE,
    /** It is HELD: it waits for somebody. */
    HELD,
    /** The catalog does not answer its leader. */
    CATALOG_AWAY
  }

  Alert endedAt(Instant now) {
    return new Alert(migration, id, kind, since, Optional.of(now), sentence);
  }

  Alert saying(String now) {
    return new Alert(migration, id, kind, since, ended, now);
  }
}
