package dev.notely.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What clients felt during a run, in milliseconds.
 *
 * @param cpuMicrosOf processor time of each process for each request
 * @param failed requests without a proper answer
 * @param wrong answers that must not be
 * @param wrongs the first of them
 */
record LoadFigures(
    double perSecond,
    double p50Ms,
    double p99Ms,
    double maxMs,
    double readP50Ms,
    double writeP50Ms,
    SortedMap<String, Double> cpuMicrosOf,
    long requests,
    long failed,
    long wrong,
    List<String> wrongs) {
  LoadFigures {
    cpuMicrosOf = new TreeMap<>(cpuMicrosOf);
    wrongs = List.copyOf(wrongs);
  }

  /** Processor time of the system for each request. */
  double cpuMicros() {
    return cpuMicrosOf.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  static LoadFigures of(
      Histogram reads, Histogram writes, Duration took, CpuTimes cpu, Faults faults) {
    Histogram all = reads.copy();
    all.add(writes);
    long requests = all.getTotalCount();
    return new LoadFigures(
        requests / (took.toNanos() / 1e9),
        millis(all, 50),
        millis(all, 99),
        millis(all, 100),
        millis(reads, 50),
        millis(writes, 50),
        cpu.microsEach(requests),
        requests,
        faults.failed(),
        faults.wrong(),
        faults.wrongs());
  }

  /** Of what went amiss. */
  record Faults(long failed, long wrong, List<String> wrongs) {
    Faults {
      wrongs = List.copyOf(wrongs);
    }
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  /** The run with the middle value; of an even number the upper one. */
  static LoadFigures median(List<LoadFigures> runs, ToDoubleFunction<LoadFigures> by) {
    return runs.stream().sorted(Comparator.comparingDouble(by)).toList().get(runs.size() / 2);
  }

  /**
   * How one variant compares with another: the middle of the ratios of rounds that were next to
   * each other, as what else runs on a machine changes from round to round.
   *
   * @param runs of the one, in their order
   * @param base of the other, as many
   */
  static double ratio(
      List<LoadFigures> runs, List<LoadFigures> base, ToDoubleFunction<LoadFigures> of) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ratios.add(of.applyAsDouble(runs.get(i)) / of.applyAsDouble(base.get(i)));
    }
    return Medians.of(ratios);
  }
}
