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

/** The whole story in about a minute and a half: load, migrations and what goes wrong, a report. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Starts a fresh system with strict users and migrates it under them: in waves, back again, past a store that turns slow, onto three shards."
            + " Exit code 0 only if no answer was wrong or missing and every act ended as it should.")
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--act",
      defaultValue = "",
      description = "play only this act, after what it needs: waves, rollback, gate or shards")
  private String act = "";

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
      names = {"--seconds", "--warm-up"},
      defaultValue = "10",
      description = "seconds of load before the first act (default: ${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--proxies",
      defaultValue = "2",
      description = "data proxies (default: ${DEFAULT-VALUE})")
  private int proxies;

  @Option(
      names = "--rpm",
      defaultValue = "300",
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
    List<DemoAct> acts = DemoAct.chosen(act);
    Checks.within("--accounts", accounts, 1, DemoUsers.MOST_ACCOUNTS);
    Checks.atLeast("--notes", notes, 1);
    Checks.atLeast("--warm-up", warmUp, 1);
    Checks.atLeast("--proxies", proxies, 1);
    Checks.atLeast("--rpm", rpm, 1);
    if (acts.contains(DemoAct.GATE)) {
      Checks.atLeast("--accounts times --rpm", accounts * rpm, GateAct.leastRequestsPerMinute());
    }
    Path path = Files.createTempDirectory("notely-demo-");
    boolean good = false;
    try (DataFolder folder = DataFolder.open(path)) {
      DemoProgress progress = new DemoProgress(isTerminal());
      LocalCluster cluster =
          new LocalCluster(
              Dist.folder(),
              folder.path(),
              LocalCluster.Settings.plain(proxies, 0)
                  .withShards(ShardsAct.SHARDS.size())
                  .withFaults(),
              progress::onLine);
      Checks.stopOnSignal(cluster);
      try {
        good = run(cluster, folder, progress, acts);
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

  private boolean run(
      LocalCluster cluster, DataFolder folder, DemoProgress progress, List<DemoAct> acts)
      throws InterruptedException {
    System.out.println(
        "starting catalog, legacy, new, 3 shards, " + proxies + " proxies and the gateway");
    cluster.start();
    try (GatewayClient gateway = new GatewayClient(cluster.url())) {
      DemoUsers.Crowd crowd = new DemoUsers.Crowd(accounts, notes, rpm, seed);
      DemoUsers users = DemoUsers.start(cluster, folder.path(), crowd);
      cluster.onDeath(progress::onDeath);
      progress.say("warming up");
      if (!progress.pause(TimeUnit.SECONDS.toMillis(warmUp))) {
        return progress.failed();
      }
      DemoStage stage = new DemoStage(cluster, gateway, progress, crowd);
      boolean ended = play(stage, cluster, progress, acts);
      if (!progress.deaths().isEmpty()) {
        return progress.failed();
      }
      progress.finishLoad();
      progress.say("the users read everything back");
      return new DemoReport(gateway, acts.getLast().emptyStores()).print(users.stop(), ended)
          && progress.deaths().isEmpty();
    } catch (StartupException e) {
      progress.say(String.valueOf(e.getMessage()));
      return progress.failed();
    }
  }

  /** A line for each act; false once one has not ended as it should. */
  private boolean play(
      DemoStage stage, LocalCluster cluster, DemoProgress progress, List<DemoAct> acts)
      throws InterruptedException {
    MoveFigures before = MoveFigures.read(cluster.catalog());
    for (DemoAct next : acts) {
      long began = System.nanoTime();
      progress.begin(next.title());
      try {
        String told = next.play().on(stage);
        double seconds = (System.nanoTime() - began) / 1e9;
        stage.awaitOutcome(next);
        MoveFigures now = MoveFigures.read(cluster.catalog());
        MoveFigures moved = now.since(before);
        before = now;
        progress.say("%s: %s; %s, %.1f s".formatted(next.title(), told, moved.say(), seconds));
        if (moved.accounts() != accounts) {
          progress.say(next.title() + ": " + accounts + " accounts should have moved");
          return false;
        }
      } catch (StartupException e) {
        progress.say(next.title() + " failed: " + e.getMessage());
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("SystemConsoleNull") // its contract still allows null
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
