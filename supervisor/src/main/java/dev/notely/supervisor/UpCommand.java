package dev.notely.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a system until it is stopped; its data stays. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts catalog, legacy, new, proxies and gateway, until Ctrl-C. What dies is started again. Data stays in the data folder.")
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      defaultValue = ".data",
      description = "the data folder (default: ${DEFAULT-VALUE})")
  private Path data = Path.of(".data");

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "of the gateway (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--proxies",
      defaultValue = "2",
      description = "data proxies (default: ${DEFAULT-VALUE})")
  private int proxies;

  @Option(names = "--gen", description = "add strict users")
  private boolean gen;

  @Override
  public Integer call() throws Exception {
    Checks.atLeast("--proxies", proxies, 1);
    Ports.check(port);
    try (DataFolder folder = DataFolder.open(data)) {
      LocalCluster cluster =
          new LocalCluster(
              Dist.folder(),
              folder.path(),
              new LocalCluster.Settings(proxies, port, List.of(), Map.of()),
              (name, line) -> System.out.println(name + ": " + line));
      CountDownLatch stop = Checks.stopOnSignal(cluster);
      try {
        cluster.start();
        cluster.restartWhatDies((name, event) -> System.out.println(name + " " + event));
        greet(cluster, folder);
        if (gen) {
          cluster.launch(
              new ProcessSpec(
                  "load",
                  "loadgen",
                  96,
                  List.of(
                      "--url",
                      cluster.url(),
                      "--seed",
                      Long.toString(System.currentTimeMillis()),
                      "--allow-errors")));
        }
        stop.await();
      } finally {
        cluster.close();
      }
    }
    return 0;
  }

  private static void greet(LocalCluster cluster, DataFolder folder) {
    System.out.println(
        """
        Notely serves at %1$s (accounts, notes, stores; %1$s/openapi), data and logs are in %2$s.
        Try:  curl -s -X POST %1$s/accounts -H 'Content-Type: application/json' -d '{"name":"Ada"}'
        Ctrl-C stops it.\
        """
            .formatted(cluster.url(), folder.path()));
  }
}
