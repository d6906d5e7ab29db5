package dev.notely.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which stores a cluster has, and how one is started. */
final class StoreStarts {
  private final Path folder;
  private final String catalog;
  private final boolean faults;

  StoreStarts(Path folder, String catalog, boolean faults) {
    this.folder = folder;
    this.catalog = catalog;
    this.faults = faults;
  }

  /** Schemas by name. Shards of an earlier run are there too: accounts may live there. */
  static Map<String, String> schemas(Path folder, int shards) {
    Map<String, String> stores = new LinkedHashMap<>();
    stores.put("legacy", "legacy");
    stores.put("new", "clustered");
    for (int i = 1; i <= LocalCluster.Settings.MAX_SHARDS; i++) {
      String name = "shard-" + i;
      if (i <= shards || Files.exists(folder.resolve(name + ".db"))) {
        stores.put(name, "clustered");
      }
    }
    return stores;
  }

  ProcessSpec spec(String name, String schema, int port) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--name", name,
                "--schema", schema,
                "--file", folder.resolve(name + ".db").toString(),
                "--listen", "127.0.0.1:" + port,
                "--catalog", catalog));
    if (faults) {
      arguments.add("--faults");
    }
    return new ProcessSpec(name, "store-node", 64, arguments);
  }
}
