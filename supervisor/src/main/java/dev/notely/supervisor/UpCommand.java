package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a system until it is stopped; its data stays. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts catalog, legacy, new, shards, proxies and gateway, until Ctrl-C. What dies is started again. Data stays in the data folder.")
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      description = "the data folder (default: .data; with --in-place the adopted folder)")
  private @Nullable Path data;

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

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "stores shard-1 to shard-N beside legacy and new, 0 to 16 (default: ${DEFAULT-VALUE}); those in the data folder are started anyway")
  private int shards;

  @Option(
      names = "--adopt",
      paramLabel = "DIR",
      description =
          "take over a data folder of the hands-on app (legacy.db, accounts.db) before the start; works on a copy. Stop the app first")
  private @Nullable Path adopt;

  @Option(
      names = "--in-place",
      description = "with --adopt: use the app's legacy.db itself, and keep our files beside it")
  private boolean inPlace;

  @Option(
      names = "--alert-webhook",
      paramLabel = "URL",
      description = "where the proxies post alerts of migrations, as JSON")
  private @Nullable String alertWebhook;

  @Option(
      names = "--coalesce",
      arity = "1",
      paramLabel = "true|false",
      defaultValue = "true",
      description =
          "equal reads that arrive together share a call of the store (default: ${DEFAULT-VALUE})")
  private boolean coalesce;

  @Option(
      names = "--routing",
      paramLabel = "hash|random",
      defaultValue = "hash",
      description =
          "hash: an account's requests go to one proxy while that is not busier than others; random: to any (default: ${DEFAULT-VALUE})")
  private String routing = "hash";

  @Option(
      names = "--release",
      paramLabel = "NAME",
      description =
          "release that the proxies start as (default: the one that has the traffic, at first v1)")
  private @Nullable String release;

  @Option(
      names = "--next-dist",
      paramLabel = "FOLDER",
      description = "built jars of the releases that are deployed later (default: the same as now)")
  private @Nullable Path nextDist;

  @Option(names = "--gen", description = "add strict users")
  private boolean gen;

  @Option(
      names = "--tui",
      description = "show the live screen in this terminal; quitting it stops the system")
  private boolean tui;

  @Override
  public Integer call() throws Exception {
    Checks.atLeast("--proxies", proxies, 1);
    if (!Set.of("hash", "random").contains(routing)) {
      throw new StartupException("--routing is '" + routing + "'; it is hash or random");
    }
    Checks.within("--shards", shards, 0, LocalCluster.Settings.MAX_SHARDS);
    checkReleases();
    Ports.check(port);
    Path app = adopt;
    if (tui) {
      LiveScreen.checkTerminal();
    }
    try (DataFolder folder = DataFolder.open(dataFolder());
        UpOutput output = output(folder)) {
      if (app != null) {
        adopt(app, folder);
      }
      LocalCluster cluster =
          new LocalCluster(
              Dist.folder(),
              folder.path(),
              settings(),
              (name, line) -> output.say(name + ": " + line));
      CountDownLatch stop = Checks.stopOnSignal(cluster);
      try {
        cluster.start();
        cluster.supervise((name, event) -> output.say(name + " " + event));
        cluster.restartWhatDies((name, event) -> output.say(name + " " + event));
        serve(cluster, folder, output, stop);
      } finally {
        cluster.close();
      }
    }
    return 0;
  }

  private void checkReleases() {
    if (release != null && !release.matches("[A-Za-z0-9._-]{1,50}")) {
      throw new StartupException(
          "--release is '"
              + release
              + "'; it has 1 to 50 characters of A-Z, a-z, 0-9, '.', '_' and '-'");
    }
    if (nextDist != null && !Files.exists(nextDist.resolve("data-proxy.jar"))) {
      throw new StartupException("--next-dist " + nextDist + " has no data-proxy.jar");
    }
  }

  /** Until it is stopped. */
  private void serve(LocalCluster cluster, DataFolder folder, UpOutput output, CountDownLatch stop)
      throws IOException, InterruptedException {
    try (ProxiesFile _ = ProxiesFile.keep(folder.path(), cluster::proxies, output::say)) {
      output.say(greeting(cluster, folder));
      if (gen) {
        cluster.launch(users(cluster));
      }
      if (tui) {
        LiveScreen.show(Dist.folder(), folder.path(), stop);
      }
      stop.await();
    }
  }

  private static ProcessSpec users(LocalCluster cluster) {
    return new ProcessSpec(
        "load",
        "loadgen",
        96,
        List.of(
            "--url",
            cluster.url(),
            "--seed",
            Long.toString(System.currentTimeMillis()),
            "--allow-errors"));
  }

  private UpOutput output(DataFolder folder) {
    if (!tui) {
      return UpOutput.terminal();
    }
    Path file = folder.logs().resolve("up.log");
    System.out.println("starting; what this command has to say goes to " + file);
    return UpOutput.file(file);
  }

  private LocalCluster.Settings settings() {
    List<String> proxyOptions = new ArrayList<>(List.of("--coalesce", Boolean.toString(coalesce)));
    if (alertWebhook != null) {
      proxyOptions.addAll(List.of("--alert-webhook", alertWebhook));
    }
    return LocalCluster.Settings.plain(proxies, port)
        .withShards(shards)
        .withProxyOptions(proxyOptions)
        .withGatewayOptions(List.of("--routing", routing))
        .with(
            new ReleaseSettings(
                Optional.ofNullable(release), Optional.ofNullable(nextDist), Map.of()));
  }

  private Path dataFolder() {
    if (!inPlace) {
      return data == null ? Path.of(".data") : data;
    }
    if (adopt == null || data != null) {
      throw new StartupException(
          "--in-place goes with --adopt DIR and without --data: the data folder is DIR");
    }
    return adopt;
  }

  /** Before anything is started: the files must be nobody else's meanwhile. */
  private static void adopt(Path app, DataFolder folder) {
    ManagedProcess process =
        ManagedProcess.start(
            new ProcessSpec(
                "adopt",
                "store-node",
                128,
                List.of("adopt", "--from", app.toString(), "--data", folder.path().toString())),
            Dist.folder(),
            folder.logs(),
            System.out::println);
    try {
      int exit = process.awaitExit(Long.MAX_VALUE);
      if (exit != 0) {
        throw new StartupException(process.lastWords());
      }
    } finally {
      process.stop();
    }
  }

  private static String greeting(LocalCluster cluster, DataFolder folder) {
    return """
    Notely serves at %1$s (accounts, notes, stores; %1$s/openapi), data and logs are in %2$s.
    Try:  curl -s -X POST %1$s/accounts -H 'Content-Type: application/json' -d '{"name":"Ada"}'
    Watch and steer it:  ./notely tui --proxy %3$s
    Ctrl-C stops it.\
    """
        .formatted(cluster.url(), folder.path(), String.join(",", cluster.proxies()));
  }
}
