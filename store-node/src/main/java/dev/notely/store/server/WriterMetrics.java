package dev.notely.store.server;

import dev.notely.store.sqlite.SqliteWriter;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Instruments of a file's writer; read whenever somebody collects them. */
final class WriterMetrics {
  private WriterMetrics() {}

  static void register(OpenTelemetry telemetry, Supplier<SqliteWriter.Figures> figures) {
    Meter meter = telemetry.getMeter("dev.notely.store");
    var _ =
        meter
            .counterBuilder("notely.sqlite.commits")
            .setDescription("transactions that were committed, each with one or more writes")
            .buildWithCallback(counter -> counter.record(figures.get().commits()));
    var _ =
        meter
            .counterBuilder("notely.sqlite.writes")
            .setDescription("writes that were committed")
            .buildWithCallback(counter -> counter.record(figures.get().writes()));
  }

  static void registerWaiting(OpenTelemetry telemetry, IntSupplier waiting) {
    var _ =
        telemetry
            .getMeter("dev.notely.store")
            .gaugeBuilder("notely.store.writes.waiting")
            .ofLongs()
            .setUnit("{write}")
            .setDescription("users' writes whose turn has not come")
            .buildWithCallback(gauge -> gauge.record(waiting.getAsInt()));
  }
}
