package dev.notely.supervisor;

import java.util.List;
import java.util.Map;

/** new -> three shards, a tenth of the accounts first. */
final class ShardsAct {
  static final List<String> SHARDS = List.of("shard-1", "shard-2", "shard-3");

  private ShardsAct() {}

  static String play(DemoStage stage) throws InterruptedException {
    if (stage.latest().is("SOAKING")) {
      stage.latest().finish(); // an account has one migration at a time
    }
    DemoMigration migration =
        stage.begin(
            Map.of(
                "name", "shards",
                "from", List.of("new"),
                "to", Map.of("stores", SHARDS),
                "waves", List.of(Map.of("name", "10 %", "percent", 10), Map.of("name", "the rest")),
                "gate", WavesAct.LENIENT_GATE));
    migration.awaitState("SOAKING");
    migration.finish();
    return "new -> " + String.join(", ", SHARDS) + ", finished";
  }
}
