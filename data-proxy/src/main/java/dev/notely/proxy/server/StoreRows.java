package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Store;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.telemetry.Pace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of stores; of one that does not answer the figures stay as they were. A store adds up its
 * accounts for each look: the more there are, the more seldom it is asked.
 */
final class StoreRows {
  private static final Duration PERIOD = Duration.ofMillis(900);

  private final StoreSurvey survey;

  // Of one look at a time:
  private final Pace pace = new Pace(PERIOD.toNanos(), System.nanoTime());
  private Seen<Map<String, Store>> last = Seen.whole(Map.of());

  StoreRows(StoreSurvey survey) {
    this.survey = survey;
  }

  Seen<Map<String, Store>> look() {
    long began = System.nanoTime();
    if (pace.isDue(began)) {
      last = seen(survey.look().join());
      // One who says nothing has taken all the time, and had no work with it.
      pace.asked(began, last.missing().isEmpty() ? System.nanoTime() : began);
    }
    return last;
  }

  private Seen<Map<String, Store>> seen(List<dev.notely.proto.accounts.v1.Store> found) {
    Map<String, Store> rows = new HashMap<>();
    Map<String, String> missing = new HashMap<>();
    for (dev.notely.proto.accounts.v1.Store one : found) {
      Store before = last.what().get(one.getName());
      if (one.getState().equals("away")) {
        missing.put(one.getName(), "the store does not answer");
        rows.put(
            one.getName(),
            before == null ? row(one) : before.toBuilder().setState(one.getState()).build());
      } else {
        rows.put(one.getName(), row(one));
      }
    }
    return new Seen<>(rows, missing);
  }

  private static Store row(dev.notely.proto.accounts.v1.Store one) {
    return Store.newBuilder()
        .setName(one.getName())
        .setAddress(one.getAddress())
        .setSchema(one.getSchema())
        .setState(one.getState())
        .setNotes(one.getNotes())
        .setAccounts(one.getAccounts())
        .setBytes(one.getBytes())
        .setFreeBytes(one.getFreeBytes())
        .setCopies(one.getCopies())
        .setUnservedRows(one.getUnservedRows())
        .setAlarms(one.getAlarms())
        .setWritesWaiting(one.getWritesWaiting())
        .putAllLabels(one.getLabelsMap())
        .build();
  }
}
