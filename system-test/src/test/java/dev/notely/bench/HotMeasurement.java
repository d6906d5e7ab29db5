package dev.notely.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Many readers of few notes, in two systems of their own that take turns: equal reads share a call
 * of the store in one and not in the other; or they do in both, and one sends an account's reads to
 * one of its proxies, the other to any.
 */
final class HotMeasurement {
  private static final int READERS = 64;
  private static final int NOTES = 8; // of as many accounts, where there is a choice of proxies
  private static final int WARM_UPS = 4; // short ones, in turn

  private HotMeasurement() {}

  /** A system with its readers, and what they felt in each round. */
  private record Side(BenchSystem system, List<HotReader> readers, List<LoadFigures> rounds) {
    static Side of(BenchSystem system, int notes) {
      List<User> owners = system.users("owner", notes);
      return new Side(
          system,
          IntStream.range(0, READERS)
              .mapToObj(i -> new HotReader(owners.get(i % notes).readBack(1).getFirst()))
              .toList(),
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
   * Readers of one note, with and without shared calls.
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
      List<LoadFigures> medians =
          inTurn(List.of(Side.of(shared, 1), Side.of(alone, 1)), size, wrong);
      return new Result.HotNote(READERS, medians.getFirst(), medians.getLast());
    }
  }

  /**
   * Readers of some notes, with two proxies and shared calls.
   *
   * @param folder for the data of both
   * @param wrong takes what must not be
   */
  static Result.TwoProxies routed(
      Path dist, Path folder, BenchSize size, Options options, Consumer<String> wrong)
      throws IOException, InterruptedException {
    Options sharing = options.withProxy("--coalesce", "true");
    try (BenchSystem hash =
            new BenchSystem(
                dist, folder.resolve("hash"), sharing.withGateway("--routing", "hash"), 2);
        BenchSystem random =
            new BenchSystem(
                dist, folder.resolve("random"), sharing.withGateway("--routing", "random"), 2)) {
      List<LoadFigures> medians =
          inTurn(List.of(Side.of(hash, NOTES), Side.of(random, NOTES)), size, wrong);
      return new Result.TwoProxies(READERS, NOTES, medians.getFirst(), medians.getLast());
    }
  }

  /** The median round of each. */
  private static List<LoadFigures> inTurn(List<Side> sides, BenchSize size, Consumer<String> wrong)
      throws InterruptedException {
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
    return sides.stream().map(Side::median).toList();
  }
}
