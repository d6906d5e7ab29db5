package dev.notely.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What clients felt during a run, in milliseconds.
 *
 * @param cpuMicros processor time of the system for each request
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
    double cpuMicros,
    long requests,
    long failed,
    long wrong,
    List<String> wrongs) {
  LoadFigures {
    wrongs = List.copyOf(wrongs);
  }

  static LoadFigures of(
      Histogram reads, Histogram writes, Duration took, Duration cpu, Faults faults) {
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
        requests == 0 ? 0 : cpu.toNanos() / 1e3 / requests,
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
}
