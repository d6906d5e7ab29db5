package dev.notely.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What traces cost: the same users at three systems that take turns, one that records nothing, one
 * that keeps one of a hundred traces, and one that keeps all.
 */
final class TracingMeasurement {
  private static final int WARM_UPS = 4; // short ones, in turn

  private TracingMeasurement() {}

  private record Side(BenchSystem system, List<User> users, List<LoadFigures> rounds) {
    static Side of(BenchSystem system) {
      return new Side(system, system.users("traced", BenchSize.CLIENTS), new ArrayList<>());
    }

    void run(int seconds) throws InterruptedException {
      rounds.add(HttpLoad.run(system, users, 0, seconds));
    }

    LoadFigures median() {
      return LoadFigures.median(rounds, LoadFigures::cpuMicros);
    }

    double cpuAgainst(Side base) {
      return LoadFigures.ratio(rounds, base.rounds, LoadFigures::cpuMicros);
    }
  }

  /**
   * Runs it.
   *
   * @param folder for the data of all three
   * @param wrong takes what must not be
   */
  static Result.Tracing run(
      Path dist, Path folder, BenchSize size, Options options, Consumer<String> wrong)
      throws IOException, InterruptedException {
    try (OtlpSink few = new OtlpSink();
        OtlpSink all = new OtlpSink();
        BenchSystem none = new BenchSystem(dist, folder.resolve("none"), options);
        BenchSystem ofHundred =
            new BenchSystem(dist, folder.resolve("few"), options.with(sampling(few, "0.01")));
        BenchSystem every =
            new BenchSystem(dist, folder.resolve("all"), options.with(sampling(all, "1")))) {
      List<Side> sides = List.of(Side.of(none), Side.of(ofHundred), Side.of(every));
      for (int i = 0; i < WARM_UPS; i++) {
        for (Side side : sides) {
          side.run(Math.max(1, size.warmUpS() / WARM_UPS / 3));
        }
      }
      sides.forEach(side -> side.rounds().clear());
      for (int round = 0; round < size.rounds(); round++) {
        for (Side side : sides) {
          side.run(size.roundS());
        }
      }
      sides.forEach(side -> side.system().wrongs().forEach(wrong));
      if (few.bytes() == 0 || all.bytes() <= few.bytes()) {
        wrong.accept("traces were not sent as asked: " + few.bytes() + ", " + all.bytes() + " B");
      }
      Side base = sides.getFirst();
      return new Result.Tracing(
          base.median(),
          sides.get(1).median(),
          sides.get(2).median(),
          sides.get(1).cpuAgainst(base),
          sides.get(2).cpuAgainst(base));
    }
  }

  private static Map<String, String> sampling(OtlpSink sink, String ratio) {
    return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint(), "OTEL_TRACES_SAMPLER_ARG", ratio);
  }
}
