package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * Runs a system for a moment so that each jar gets an AOT cache: processes then start in half the
 * time. Part of the build; whatever goes wrong here, everything runs without.
 */
@Command(name = "train", hidden = true, description = "Makes the AOT caches of a build.")
final class TrainCommand implements Callable<Integer> {
  private static final int ROUNDS = 50;
  private static final int ARRIVAL_LOOKS = 200;

  @Override
  public Integer call() throws Exception {
    Path path = Files.createTempDirectory("notely-train-");
    try (DataFolder folder = DataFolder.open(path)) {
      LocalCluster cluster =
          new LocalCluster(
              Dist.folder(),
              folder.path(),
              new LocalCluster.Settings(1, 0, List.of(), Map.of(), true),
              (name, line) -> {});
      Checks.stopOnSignal(cluster);
      try {
        cluster.start();
        exercise(cluster);
      } finally {
        cluster.close();
        folder.delete();
      }
    }
    return 0;
  }

  private static void exercise(LocalCluster cluster) throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(cluster.url())) {
      String account = "/accounts/" + created(gateway, "/accounts", Map.of("name", "training"));
      for (int i = 0; i < ROUNDS; i++) {
        String note = account + "/notes/" + created(gateway, account + "/notes", content(i));
        var _ = gateway.send("PUT", note, content(i + ROUNDS));
        var _ = gateway.send("GET", note, Map.of());
        var _ = gateway.send("GET", account + "/notes", Map.of());
        if (i % 2 == 0) {
          var _ = gateway.send("DELETE", note, Map.of());
        }
      }
      var _ = gateway.send("PUT", account, Map.of("isMigrating", true));
      for (int i = 0; i < ARRIVAL_LOOKS && isUnderWay(gateway, account); i++) {
        TimeUnit.MILLISECONDS.sleep(25);
      }
    }
  }

  private static boolean isUnderWay(GatewayClient gateway, String account) {
    return gateway.get(account).path("isMigrating").asBoolean();
  }

  private static Map<String, String> content(int i) {
    return Map.of("content", "note " + i);
  }

  private static String created(GatewayClient gateway, String path, Map<String, ?> body) {
    return gateway
        .send("POST", path, body)
        .filter(answer -> answer.status() == 201)
        .orElseThrow(() -> new StartupException("POST " + path + " did not succeed"))
        .body()
        .path("id")
        .asString();
  }
}
