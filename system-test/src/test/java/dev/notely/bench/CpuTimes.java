package dev.notely.bench;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** Processor time of processes by their names. */
record CpuTimes(SortedMap<String, Duration> byProcess) {
  CpuTimes {
    byProcess = new TreeMap<>(byProcess);
  }

  /** What was spent since. */
  CpuTimes since(CpuTimes before) {
    SortedMap<String, Duration> spent = new TreeMap<>(byProcess);
    spent.replaceAll(
        (process, now) -> now.minus(before.byProcess.getOrDefault(process, Duration.ZERO)));
    return new CpuTimes(spent);
  }

  /** Microseconds of each process for each of so many requests. */
  SortedMap<String, Double> microsEach(long requests) {
    SortedMap<String, Double> micros = new TreeMap<>();
    byProcess.forEach((process, time) ->
        micros.put(process, requests == 0 ? 0 : time.toNanos() / 1e3 / requests));
    return micros;
  }
}
