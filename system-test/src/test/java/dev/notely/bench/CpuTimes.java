package dev.notely.bench;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** Processor time of processes by their names. */
record CpuTimes(SortedMap<String, Duration> byProcess) {
  CpuTimes {
    byProcess = new TreeMap<>(byProcess);
  }

  /** Processor time of one process since its start. */
  static Duration of(String process, long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException(process + " has ended"));
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
