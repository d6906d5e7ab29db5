package dev.notely.proxy.server;

import dev.notely.proxy.store.MigrationCatalog.Report;
import java.time.Instant;

/** The status document as the service makes it, where no proxy throttles. */
public final class StatusOfStory {
  private StatusOfStory() {}

  public static String json(Report report, Instant now) {
    return MigrationDocuments.status(report, now, ThrottleLook.Seen.NOTHING);
  }
}
