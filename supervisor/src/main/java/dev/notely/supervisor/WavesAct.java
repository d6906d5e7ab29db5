package dev.notely.supervisor;

import java.util.List;
import java.util.Map;

/** legacy -> new: the operator's own people first, those who pay last. */
final class WavesAct {
  /**
   * Short soaks on a small machine with cold processes: only a broken store is meant to stop this.
   */
  static final Map<String, Object> LENIENT_GATE = Map.of("soak", "1s", "maxLatencyRatio", 100);

  private static final List<String> TIERS = List.of("internal", "free", "enterprise");

  private WavesAct() {}

  static String play(DemoStage stage) throws InterruptedException {
    DemoMigration migration =
        stage.begin(
            Map.of(
                "name", "waves",
                "from", List.of("legacy"),
                "to", Map.of("stores", List.of("new")),
                "waves", TIERS.stream().map(tier -> Map.of("name", tier, "tier", tier)).toList(),
                "gate", LENIENT_GATE));
    migration.awaitState("SOAKING");
    return "legacy -> new in waves " + String.join(", ", TIERS);
  }
}
