package dev.notely.proxy.server;

import dev.notely.proxy.migration.Oversight.Figures;
import dev.notely.proxy.migration.outlook.Alert;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gauges of the migrations that this process leads; read whenever somebody collects them. */
final class MigrationMetrics {
  private static final AttributeKey<String> MIGRATION = AttributeKey.stringKey("migration");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");

  private final Map<Long, Figures> led = new ConcurrentHashMap<>();

  MigrationMetrics(OpenTelemetry telemetry) {
    Meter meter = telemetry.getMeter("dev.notely.proxy");
    var _ =
        meter
            .gaugeBuilder("notely.migration.alert")
            .ofLongs()
            .setDescription("1 while somebody must look at a migration, 0 else")
            .buildWithCallback(this::alerts);
    var _ =
        meter
            .gaugeBuilder("notely.migration.accounts")
            .ofLongs()
            .setUnit("{account}")
            .setDescription("accounts of a migration by their state")
            .buildWithCallback(this::accounts);
    var _ =
        meter
            .gaugeBuilder("notely.migration.lag.records")
            .ofLongs()
            .setUnit("{record}")
            .setDescription("records that former homes lacked at the last pass")
            .buildWithCallback(this::lag);
  }

  void observed(Figures figures) {
    led.put(figures.id(), figures);
  }

  void left(long migration) {
    led.remove(migration);
  }

  private void alerts(ObservableLongMeasurement gauge) {
    for (Figures figures : led.values()) {
      for (Alert.Kind kind : Alert.Kind.values()) {
        gauge.record(
            figures.alerts().contains(kind) ? 1 : 0,
            Attributes.of(MIGRATION, figures.migration(), KIND, kind.name()));
      }
    }
  }

  private void accounts(ObservableLongMeasurement gauge) {
    for (Figures figures : led.values()) {
      figures
          .accounts()
          .forEach((state, accounts) ->
              gauge.record(
                  accounts, Attributes.of(MIGRATION, figures.migration(), STATE, state.name())));
    }
  }

  private void lag(ObservableLongMeasurement gauge) {
    led.values()
        .forEach(figures ->
            gauge.record(figures.lagRecords(), Attributes.of(MIGRATION, figures.migration())));
  }
}
