package dev.notely.store.server;

import dev.notely.store.notes.NoteStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;

/** How much a store has; one look at its file whenever somebody collects them. */
final class StoreSizeMetrics {
  private static final AttributeKey<String> STORE = AttributeKey.stringKey("store");

  private StoreSizeMetrics() {}

  static void register(OpenTelemetry telemetry, NoteStore store) {
    Meter meter = telemetry.getMeter("dev.notely.store");
    ObservableLongMeasurement accounts =
        gauge(meter, "notely.store.accounts", "{account}", "accounts that are served here");
    ObservableLongMeasurement notes =
        gauge(meter, "notely.store.notes", "{note}", "notes of the accounts that are served here");
    ObservableLongMeasurement copies =
        gauge(meter, "notely.store.copies", "{note}", "notes of copies: in the making, or kept");
    ObservableLongMeasurement unserved =
        gauge(meter, "notely.store.unserved", "{row}", "rows of the file that are no notes");
    ObservableLongMeasurement size =
        gauge(meter, "notely.store.file.size", "By", "size of the SQLite file");
    ObservableLongMeasurement free =
        gauge(meter, "notely.store.disk.free", "By", "left for this process on the file's disk");
    ObservableLongMeasurement alarms =
        meter
            .counterBuilder("notely.store.alarms")
            .setUnit("{request}")
            .setDescription("requests that the protocol does not allow, refused")
            .buildObserver();
    Attributes name = Attributes.of(STORE, store.name());
    var _ =
        meter.batchCallback(
            () -> {
              NoteStore.Totals totals = store.totals();
              accounts.record(totals.accounts(), name);
              notes.record(totals.notes(), name);
              copies.record(totals.copies(), name);
              unserved.record(totals.unserved(), name);
              size.record(totals.fileBytes(), name);
              free.record(store.freeBytes(), name);
              alarms.record(totals.alarms(), name);
            },
            accounts,
            notes,
            copies,
            unserved,
            size,
            free,
            alarms);
  }

  private static ObservableLongMeasurement gauge(
      Meter meter, String name, String unit, String description) {
    return meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(description)
        .buildObserver();
  }
}
