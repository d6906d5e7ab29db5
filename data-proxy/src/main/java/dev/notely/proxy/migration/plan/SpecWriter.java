package dev.notely.proxy.migration.plan;

import dev.notely.proxy.migration.plan.MigrationSpec.Gate;
import dev.notely.proxy.migration.plan.MigrationSpec.Selection;
import dev.notely.proxy.migration.plan.MigrationSpec.Strategy;
import dev.notely.proxy.migration.plan.MigrationSpec.Target;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The canonical document of a specification: fixed order of members, sets sorted. */
final class SpecWriter {
  private SpecWriter() {}

  static Map<String, Object> document(MigrationSpec spec) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", spec.name());
    put(document, spec.selection());
    document.put("to", target(spec.target()));
    document.put("strategy", spec.strategy().name().toLowerCase(Locale.ROOT));
    if (spec.strategy() == Strategy.LAZY) {
      document.put("drain", spec.drain());
    }
    document.put("dualWrites", spec.mirroring().dualWrites());
    document.put("shadowReads", number(spec.mirroring().shadowReads()));
    document.put("waves", spec.waves().stream().map(SpecWriter::wave).toList());
    document.put("gate", gate(spec.gate()));
    document.put("limits", spec.limits());
    spec.keepReverse().ifPresent(time -> document.put("keepReverse", time.toString()));
    spec.deadline().ifPresent(time -> document.put("deadline", time.toString()));
    document.put("onBreach", spec.onBreach().name().toLowerCase(Locale.ROOT));
    document.put("unexpectedData", spec.unexpectedData().name().toLowerCase(Locale.ROOT));
    return document;
  }

  private static void put(Map<String, Object> document, Selection selection) {
    putUnlessEmpty(document, "from", selection.from().stream().sorted().toList());
    putUnlessEmpty(
        document, "accounts", selection.accounts().stream().map(UUID::toString).sorted().toList());
    selection.tier().ifPresent(tier -> document.put("tier", tier));
    selection.percent().ifPresent(percent -> document.put("percent", number(percent)));
    selection.region().ifPresent(region -> document.put("region", region));
  }

  private static void putUnlessEmpty(
      Map<String, Object> document, String name, Collection<String> values) {
    if (!values.isEmpty()) {
      document.put(name, values);
    }
  }

  private static Map<String, Object> target(Target target) {
    return switch (target) {
      case Target.Stores(List<String> names) -> Map.of("stores", names);
      case Target.Label(String key, String value) -> Map.of("label", Map.of(key, value));
      case Target.AwayFrom(String store) -> Map.of("awayFrom", store);
    };
  }

  private static Map<String, Object> wave(MigrationSpec.Wave wave) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", wave.name());
    put(document, wave.selection());
    return document;
  }

  private static Map<String, Object> gate(Gate gate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("soak", gate.soak().toString());
    document.put("maxErrorRate", number(gate.maxErrorRate()));
    document.put("maxLatencyRatio", number(gate.maxLatencyRatio()));
    document.put("maxInconsistencies", gate.maxInconsistencies());
    return document;
  }

  /** 10 rather than 10.0. */
  private static Number number(double value) {
    if (value == Math.rint(value)) {
      return (long) value;
    }
    return value;
  }
}
