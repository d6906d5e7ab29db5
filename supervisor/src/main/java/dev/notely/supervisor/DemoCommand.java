package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole story in about a minute: load, a live move of every account, a report. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a fresh system with strict users, moves every account from legacy to new while they work, and reports."
            + " Exit code 0 only if no answer was wrong or missing and everything arrived.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--accounts",
      defaultValue = "20",
      description = "strict users (default: ${DEFAULT-VALUE})")
  private int accounts;

  @Option(
      names = "--notes",
      defaultValue = "25",
      description = "notes that each keeps (default: ${DEFAULT-VALUE})")
  private int notes;

  @Option(
      names = "--seconds",
      defaultValue = "45",
      description = "of load; the moves begin after a third (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--proxies",
      defaultValue = "2",
      description = "data proxies (default: ${DEFAULT-VALUE})")
  private int proxies;

  @Option(
      names = "--rpm",
      defaultValue = "600",
      description = "requests per minute of each account (default: ${DEFAULT-VALUE})")
  private int rpm;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the users' choices (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--keep", description = "keep data and logs")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checks.atLeast("--accounts", accounts, 1);
    Checks.atLeast("--notes", notes, 1);
    Checks.atLeast("--seconds", seconds, 5);
    Checks.atLeast("--proxies", proxies, 1);
    Checks.atLeast("--rpm", rpm, 1);
    Path path = Files.createTempDirectory("notely-demo-");
    boolean good = false;
    try (DataFolder folder = DataFolder.open(path)) {
      DemoProgress progress = new DemoProgress(isTerminal());
      LocalCluster cluster =
          new LocalCluster(
              Dist.folder(),
              folder.path(),
              LocalCluster.Settings.plain(proxies, 0),
              progress::onLine);
      Checks.stopOnSignal(cluster);
      try {
        good = run(cluster, folder, progress);
      } finally {
        cluster.close();
        if (good && !keep) {
          folder.delete();
        } else {
          System.out.println("data and logs: " + folder.path());
        }
      }
    }
    return good ? 0 : 1;
  }

  private boolean run(LocalCluster cluster, DataFolder folder, DemoProgress progress)
      throws InterruptedException {
    System.out.println("starting catalog, legacy, new, " + proxies + " proxies and the gateway");
    cluster.start();
    try (GatewayClient gateway = new GatewayClient(cluster.url())) {
      Path report = folder.path().resolve("load-report.json");
      ManagedProcess load = startLoad(cluster, report);
      cluster.onDeath(progress::onDeath);
      DemoMoves moves = new DemoMoves(gateway, accounts, progress);
      progress.say("warming up");
      if (!progress.pause(TimeUnit.SECONDS.toMillis(seconds / 3))) {
        return progress.failed();
      }
      moves.moveAll();
      progress.finishLoad();
      int exit = load.awaitExit(TimeUnit.SECONDS.toMillis(seconds + 60L));
      moves.awaitEmptyLegacy();
      return new DemoReport(cluster, gateway, report, accounts).print(exit)
          && progress.deaths().isEmpty();
    } catch (StartupException e) {
      progress.say(String.valueOf(e.getMessage()));
      return progress.failed();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // its contract still allows null
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private ManagedProcess startLoad(LocalCluster cluster, Path report) {
    return cluster.launch(
        new ProcessSpec(
            "load",
            "loadgen",
            128,
            List.of(
                "--url", cluster.url(),
                "--concurrency", Integer.toString(accounts),
                "--notes-per-account", Integer.toString(notes),
                "--rpm", Integer.toString(rpm),
                "--seconds", Integer.toString(seconds),
                "--seed", Long.toString(seed),
                "--progress", "json",
                "--report", report.toString())));
  }
}
