package dev.notely.proxy.server;

import dev.notely.proxy.migration.Oversight.Figures;
import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.store.MigrationCatalog.State;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Gauges of the migrations that this process leads; read whenever somebody collects them. Whoever
 * leads a migration shows it, nobody else: a sum over all proxies counts each once.
 */
final class MigrationMetrics {
  private static final AttributeKey<String> MIGRATION = AttributeKey.stringKey("migration");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("state");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("kind");

  private final Map<Long, Seen> led = new ConcurrentHashMap<>();

  /** Names of the migrations whose leader gets no answer from the catalog. */
  private final Map<Long, String> withoutCatalog = new ConcurrentHashMap<>();

  private record Seen(Figures figures, OptionalLong openMismatches) {}

  MigrationMetrics(OpenTelemetry telemetry) {
    Meter meter = telemetry.getMeter("dev.notely.proxy");
    var _ =
        meter
            .gaugeBuilder("notely.migration.state")
            .ofLongs()
            .setDescription("1 for the state that a migration is in, 0 for the others")
            .buildWithCallback(this::states);
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
    gauge(meter, "records", "{record}", "that were copied for its accounts", Figures::records);
    gauge(
        meter,
        "lag.records",
        "{record}",
        "records that former homes lacked at the last pass",
        Figures::lagRecords);
    gauge(
        meter,
        "inconsistencies",
        "{report}",
        "what users reported to be wrong",
        Figures::inconsistencies);
    gauge(
        meter,
        "deadline.at_risk",
        "",
        "1 while the deadline has passed or will not be met as it goes, 0 else",
        figures -> figures.deadlineAtRisk() ? 1 : 0);
    var _ =
        meter
            .gaugeBuilder("notely.migration.mismatches")
            .ofLongs()
            .setUnit("{record}")
            .setDescription("records whose copy is known to be wrong and not repaired, up to 100")
            .buildWithCallback(this::mismatches);
  }

  private void gauge(
      Meter meter, String name, String unit, String description, ToLongFunction<Figures> value) {
    var _ =
        meter
            .gaugeBuilder("notely.migration." + name)
            .ofLongs()
            .setUnit(unit)
            .setDescription(description)
            .buildWithCallback(gauge ->
                led.values()
                    .forEach(
                        one -> gauge.record(value.applyAsLong(one.figures()), of(one.figures()))));
  }

  private static Attributes of(Figures figures) {
    return Attributes.of(MIGRATION, figures.migration());
  }

  /**
   * As it is now.
   *
   * @param openMismatches empty: not to be had
   */
  void observed(Figures figures, OptionalLong openMismatches) {
    led.put(figures.id(), new Seen(figures, openMismatches));
  }

  void left(long migration) {
    led.remove(migration);
  }

  /** Of an alert that no figures can have, since there are none without the catalog. */
  void told(Alert alert) {
    if (alert.kind() != Alert.Kind.CATALOG_AWAY) {
      return;
    }
    if (alert.ended().isPresent()) {
      withoutCatalog.remove(alert.id());
    } else {
      withoutCatalog.put(alert.id(), alert.migration());
    }
  }

  private void states(ObservableLongMeasurement gauge) {
    for (Seen one : led.values()) {
      for (State state : State.values()) {
        gauge.record(
            one.figures().state() == state ? 1 : 0,
            Attributes.of(MIGRATION, one.figures().migration(), STATE, state.name()));
      }
    }
  }

  private void alerts(ObservableLongMeasurement gauge) {
    for (Seen one : led.values()) {
      for (Alert.Kind kind : Alert.Kind.values()) {
        gauge.record(lasts(kind, one.figures()) ? 1 : 0, of(one.figures().migration(), kind));
      }
    }
    withoutCatalog.forEach((id, name) -> {
      if (!led.containsKey(id)) { // the catalog went before the first figures came
        gauge.record(1, of(name, Alert.Kind.CATALOG_AWAY));
      }
    });
  }

  private boolean lasts(Alert.Kind kind, Figures figures) {
    return kind == Alert.Kind.CATALOG_AWAY
        ? withoutCatalog.containsKey(figures.id())
        : figures.alerts().contains(kind);
  }

  private static Attributes of(String migration, Alert.Kind kind) {
    return Attributes.of(MIGRATION, migration, KIND, kind.name());
  }

  private void accounts(ObservableLongMeasurement gauge) {
    for (Seen one : led.values()) {
      one.figures()
          .accounts()
          .forEach((state, accounts) ->
              gauge.record(
                  accounts,
                  Attributes.of(MIGRATION, one.figures().migration(), STATE, state.name())));
    }
  }

  private void mismatches(ObservableLongMeasurement gauge) {
    led.values()
        .forEach(
            one -> one.openMismatches().ifPresent(open -> gauge.record(open, of(one.figures()))));
  }
}
