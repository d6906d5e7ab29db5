package dev.notely.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Many readers of one note, in two systems of their own that take turns: one in which equal reads
 * share a call of the store, and one in which they do not.
 */
final class HotMeasurement {
  private static final int READERS = 64;
  private static final int WARM_UPS = 4; // short ones, in turn

  private HotMeasurement() {}

  /** A system with a note, and what its readers felt in each round. */
  private record Side(BenchSystem system, List<HotReader> readers, List<LoadFigures> rounds) {
    static Side of(BenchSystem system) {
      User owner = system.users("owner", 1).getFirst();
      return new Side(
          system,
          Collections.nCopies(READERS, new HotReader(owner.readBack(1).getFirst())),
          new ArrayList<>());
    }

    void run(int seconds) throws InterruptedException {
      rounds.add(HttpLoad.run(system, readers, 0, seconds));
    }

    LoadFigures median() {
      return LoadFigures.median(rounds, LoadFigures::perSecond);
    }
  }

  /**
   * Runs it.
   *
   * @param folder for the data of both
   * @param wrong takes what must not be
   */
  static Result.HotNote run(
      Path dist, Path folder, BenchSize size, Options options, Consumer<String> wrong)
      throws IOException, InterruptedException {
    try (BenchSystem shared =
            new BenchSystem(dist, folder.resolve("on"), options.withProxy("--coalesce", "true"));
        BenchSystem alone =
            new BenchSystem(
                dist, folder.resolve("off"), options.withProxy("--coalesce", "false"))) {
      List<Side> sides = List.of(Side.of(shared), Side.of(alone));
      for (int i = 0; i < WARM_UPS; i++) {
        for (Side side : sides) {
          side.run(Math.max(1, size.warmUpS() / WARM_UPS / 4));
        }
      }
      sides.forEach(side -> side.rounds().clear());
      for (int round = 0; round < size.rounds(); round++) {
        for (Side side : sides) {
          side.run(size.roundS());
        }
      }
      sides.forEach(side -> side.system().wrongs().forEach(wrong));
      return new Result.HotNote(READERS, sides.getFirst().median(), sides.getLast().median());
    }
  }
}
