package dev.notely.proxy.migration;

import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.AlertBook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what an alert book has to tell: to the log, and what is news to whoever wants to hear. */
final class Alarm {
  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

  private Alarm() {}

  static void raise(AlertBook.Telling telling, Oversight oversight) {
    for (Alert alert : telling.news()) {
      log(alert, alert.ended().isPresent() ? "an alert has ended" : "somebody must look");
      oversight.tell(alert);
    }
    telling.reminders().forEach(alert -> log(alert, "somebody must still look"));
  }

  private static void log(Alert alert, String text) {
    LOG.atWarn()
        .addKeyValue("migration", alert.migration())
        .addKeyValue("kind", alert.kind())
        .addKeyValue("since", alert.since())
        .addKeyValue("cause", alert.sentence())
        .log(text);
  }
}
