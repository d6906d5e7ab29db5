package dev.notely.bench;

import dev.notely.system.GeneratedNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What it costs to watch a system with many accounts and a long history of migrations, while a few
 * users are at work: the screen itself, and the proxy that tells it.
 */
final class ScreenMeasurement {
  private static final int USERS = 4;
  private static final int PER_SECOND = 20; // of all: every update has something to tell
  private static final int ONE_FINISHED_OF = 50;
  private static final int PLANNED = 8;

  private ScreenMeasurement() {}

  /**
   * Runs it.
   *
   * @param folder for the data
   * @param wrong takes what must not be
   */
  static Result.Screen run(
      Path dist, Path folder, BenchSize size, Options options, Consumer<String> wrong)
      throws IOException, InterruptedException, SQLException {
    Files.createDirectories(folder);
    List<Integer> notes = Collections.nCopies(size.shownAccounts(), 1);
    var _ = GeneratedNotes.make(folder, notes, BenchRun.PADDINGS);
    try (BenchSystem system = new BenchSystem(dist, folder, options);
        WatcherMeasurement watchers = new WatcherMeasurement(system)) {
      history(system, size.shownMigrations());
      List<User> users = system.users("shown", USERS);
      watchers.come();
      HttpLoad.run(system, users, 0, size.warmUpS());
      try (HttpLoad load = HttpLoad.start(system, users, PER_SECOND)) {
        List<Result.Turn> turns = watchers.turns(size.rounds(), size.windowS());
        Result.Frames frames =
            FrameMeasurement.run(system, dist, folder, size, size.shownAccounts() + USERS);
        load.stop();
        system.readBack(users);
        system.wrongs().forEach(wrong);
        return new Result.Screen(
            size.shownAccounts(),
            size.shownMigrations(),
            frames,
            WatcherMeasurement.WATCHERS,
            turns,
            watchers.snapshotBytes());
      }
    }
  }

  /**
   * Migrations of an account each: the first ones moved it for good, a few are still planned, and
   * those between were cancelled.
   */
  private static void history(BenchSystem system, int migrations) throws InterruptedException {
    List<Long> finished = new ArrayList<>();
    for (int i = 0; i < migrations; i++) {
      String name = "shown-" + i;
      List<UUID> account = List.of(GeneratedNotes.account(i));
      long id = system.plan(name, "legacy", BenchSystem.SHARD, account, Map.of());
      if (i < migrations / ONE_FINISHED_OF) {
        system.command(id, "start");
        finished.add(id);
      } else if (i < migrations - PLANNED) {
        system.command(id, "cancel");
      }
    }
    for (long id : finished) {
      system.awaitState(id, "SOAKING");
      system.finish(id);
    }
  }
}
